import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";

/** Why the chat template in a model's file is not used. */
export interface TemplateFaults {
  "template-is-too-long": NoFigures;
  "template-leaves-out": NoFigures;
  "template-ended-engine": NoFigures;
  "template-costs-too-much": NoFigures;
  /** In Jinja's words, or the template's own. */
  "template-fails": { reason: string };
}

export type TemplateFault = StatementOf<TemplateFaults>;
