import type { Figures } from "../figures/index.ts";
import type {
  DatabaseNotice,
  FitAccuracy,
  AnyError,
  CapabilityBand,
  CapabilityBasis,
  ErrorCode,
  ErrorDetails,
  ModelJob,
  QualityBand,
  Standing,
  Statement,
  StatementFigures,
  SuggestionRole,
} from "../contract/index.ts";

export type { AnyError };

/** What is said within something else, in the same language. */
export interface Saying {
  statement: (statement: Statement) => string;
  /** As running text. */
  statements: (statements: readonly Statement[]) => string;
  error: (error: AnyError) => string;
}

/** The words of some statements, each made with its figures. */
export type Words<Figures> = { readonly [Key in keyof Figures]: (figures: Figures[Key], saying: Saying) => string };

/** The words of errors, by code and key. */
export type ErrorWords = { readonly [Code in ErrorCode]: Words<ErrorDetails[Code]> };

/** What a person is told about a database that was mended, by what was done: a heading, and the text with where the old file is. */
export type DatabaseNotices = Readonly<
  Record<DatabaseNotice["kind"], { title: string; text: (movedAside: string | null) => string }>
>;

/** What stands around the messages in a conversation that is written to be read. */
export interface TranscriptWords {
  untitled: string;
  you: string;
  /** Of an answer whose model is not known. */
  answer: string;
  system: string;
  thinking: string;
  toolCall: (name: string) => string;
  toolResult: string;
  attachment: (name: string) => string;
  /** What ended an answer early. */
  cutShort: string;
  /** Of a part that nothing here can show. */
  notShown: string;
  otherMessages: (count: number) => string;
  collection: (count: number) => string;
}

/** All that is said, in one language: one without an entry, or with an entry that asks for other figures, does not compile. */
export interface Language {
  /** As those who speak it call it. */
  name: string;
  locale: string;
  /** As they are written in the locale. */
  figures: Figures;
  statements: Words<StatementFigures>;
  errors: ErrorWords;
  /** For an error whose key this version does not know: another version wrote it. */
  unknownError: (code: ErrorCode) => string;
  verdicts: Readonly<Record<Standing, string>>;
  bands: Readonly<Record<QualityBand, string>>;
  jobs: Readonly<Record<ModelJob, string>>;
  capabilityBands: Readonly<Record<CapabilityBand, string>>;
  capabilityBases: Readonly<Record<CapabilityBasis, string>>;
  suggestionRoles: Readonly<Record<SuggestionRole, string>>;
  /** How right the forecasts were, in a sentence or two. */
  accuracy: (accuracy: FitAccuracy) => string;
  databaseNotices: DatabaseNotices;
  transcript: TranscriptWords;
}
