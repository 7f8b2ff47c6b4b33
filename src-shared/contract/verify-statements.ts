import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";

/** What came of reading a variant's files again. */
export interface VerifyStatements {
  "files-are-right": NoFigures;
  "file-was-changed": NoFigures;
  "nothing-to-compare": NoFigures;
  "import-is-damaged": { path: string };
  "download-is-damaged": { path: string };
}

export type VerifyOutcome = StatementOf<VerifyStatements>;
