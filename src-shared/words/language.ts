import type { Figures } from "../figures/index.ts";
import type { FitAccuracy, QualityBand, StatementFigures, Verdict } from "../contract/index.ts";

/** The words of some statements, each made with its figures. */
export type Words<Figures> = { readonly [Key in keyof Figures]: (figures: Figures[Key]) => string };

/** All that is said, in one language: one without an entry, or with an entry that asks for other figures, does not compile. */
export interface Language {
  /** As those who speak it call it. */
  name: string;
  locale: string;
  /** As they are written in the locale. */
  figures: Figures;
  statements: Words<StatementFigures>;
  verdicts: Readonly<Record<Verdict, string>>;
  bands: Readonly<Record<QualityBand, string>>;
  /** How right the forecasts were, in a sentence or two. */
  accuracy: (accuracy: FitAccuracy) => string;
}
