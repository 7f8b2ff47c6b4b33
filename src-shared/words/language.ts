import type { QualityBand, StatementFigures, Verdict } from "../contract/index.ts";

/** The words of some statements, each made with its figures. */
export type Words<Figures> = { readonly [Key in keyof Figures]: (figures: Figures[Key]) => string };

/** All that is said, in one language: one without an entry, or with an entry that asks for other figures, does not compile. */
export interface Language {
  /** By which figures are written too: "en-US". */
  locale: string;
  statements: Words<StatementFigures>;
  verdicts: Readonly<Record<Verdict, string>>;
  bands: Readonly<Record<QualityBand, string>>;
}
