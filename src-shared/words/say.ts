import type {
  DatabaseNotice,
  FitAccuracy,
  AnyError,
  PlanChange,
  Purpose,
  QualityBand,
  Standing,
  Statement,
  StatementKey,
} from "../contract/index.ts";
import { english } from "./en/index.ts";
import type { Language, Saying } from "./language.ts";

function sayingIn(language: Language): Saying {
  return {
    statement: (statement) => say(statement, language),
    statements: (statements) => sayAll(statements, language),
    error: (error) => sayError(error, language),
  };
}

/** A statement as people read it. */
export function say<Key extends StatementKey>(statement: Statement<Key>, language: Language = english): string {
  return language.statements[statement.key](statement.figures, sayingIn(language));
}

/** An error as people read it: what happened, and what to do. */
export function sayError({ code, key, details }: AnyError, language: Language = english): string {
  const words: Readonly<Record<string, (details: never, saying: Saying) => string>> = language.errors[code];
  const own = Object.hasOwn(words, key) ? words[key] : undefined;
  return own === undefined ? language.unknownError(code) : own(details as never, sayingIn(language));
}

/** Statements as running text. */
export function sayAll(statements: readonly Statement[], language: Language = english): string {
  return statements.map((statement) => say(statement, language)).join(" ");
}

/** What a smaller plan has instead of the one before it: "no layers on the GPU instead of 33, a context of 4K instead of 8K". */
export function sayChanges(changes: readonly PlanChange[], language: Language = english): string {
  return changes.map((change) => say(change, language)).join(", ");
}

/** How a fit stands, in a few words: "runs well". */
export function sayVerdict(verdict: Standing, language: Language = english): string {
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

/** What a person is told about a database that was mended: a heading and a text. */
export function sayDatabaseNotice(
  { kind, movedAside }: DatabaseNotice,
  language: Language = english,
): { title: string; text: string } {
  const { title, text } = language.databaseNotices[kind];
  return { title, text: text(movedAside) };
}

/** How right the forecasts were: memory, and never without the speed. */
export function sayAccuracy(accuracy: FitAccuracy, language: Language = english): string {
  return language.accuracy(accuracy);
}
