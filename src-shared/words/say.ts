import type { FitAccuracy, Purpose, QualityBand, Statement, StatementKey, Verdict } from "../contract/index.ts";
import { english } from "./en/index.ts";
import type { Language } from "./language.ts";

/** A statement as people read it. */
export function say<Key extends StatementKey>(statement: Statement<Key>, language: Language = english): string {
  return language.statements[statement.key](statement.figures);
}

/** Statements as running text. */
export function sayAll(statements: readonly Statement[], language: Language = english): string {
  return statements.map((statement) => say(statement, language)).join(" ");
}

/** A verdict in a few words: "runs well". */
export function sayVerdict(verdict: Verdict, language: Language = english): string {
  return language.verdicts[verdict];
}

/** What a model is that does not chat. */
export function sayPurpose(purpose: Purpose, language: Language = english): string {
  return say({ key: "cannot-chat", figures: { purpose } }, language);
}

/** How much of the full model a variant keeps, in a few words: "near lossless". */
export function sayBand(band: QualityBand, language: Language = english): string {
  return language.bands[band];
}

/** How right the forecasts were: memory, and never without the speed. */
export function sayAccuracy(accuracy: FitAccuracy, language: Language = english): string {
  return language.accuracy(accuracy);
}
