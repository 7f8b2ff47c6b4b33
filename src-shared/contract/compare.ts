import type { ConversationSettings, ConversationSettingsInput, MessageChoice, MessagePart } from "./chat.ts";
import type { AnswerStats, MeasuredMemory } from "./engine.ts";
import type { ErrorDto } from "./errors.ts";
import type { MemoryNeed } from "./fit.ts";
import type { LeftOut } from "./left-out.ts";

/** What is compared at a time. */
export const compareLimits = { leastSides: 2, mostSides: 3, mostPrompts: 50, promptCharacters: 100_000 } as const;

/** An installed variant as it was when it was asked; it may have gone since. */
export interface ComparedVariant {
  id: string;
  /** "Gemma-3-4B-it". */
  name: string;
  /** "UD-Q4_K_XL". */
  label: string;
  sizeBytes: number;
}

/** `interrupted`: Bitloft ended before the answer did. */
export const comparisonSideStates = [
  "waiting",
  "loading",
  "answering",
  "done",
  "stopped",
  "interrupted",
  "failed",
] as const;
export type ComparisonSideState = (typeof comparisonSideStates)[number];

/** What one answer took. */
export interface ComparisonFigures {
  stats: AnswerStats;
  predicted: MemoryNeed | null;
  measured: MeasuredMemory | null;
  /** Nothing else was answered meanwhile, so that its speed is the model's. */
  isAlone: boolean;
}

export interface ComparisonSide {
  /** Null while it is not to be known who answers. */
  variant: ComparedVariant | null;
  /** While it is not to be known: `waiting`, until all of them are `done`. */
  state: ComparisonSideState;
  /** None before its first word, nor before all are whole where it is not to be known who answers. */
  parts: MessagePart[];
  /** Null before it has ended, and while it is not to be known who answers. */
  figures: ComparisonFigures | null;
  error: ErrorDto | null;
}

/** `better`: the place of the side; null where none is. */
export interface ComparisonVote {
  better: number | null;
}

/** One prompt, and what two or three variants answered to it. */
export interface Comparison {
  id: string;
  /** Higher for a later one. */
  order: number;
  /** The same for prompts that were given together. */
  batchId: string;
  prompt: string;
  /** Messages of a conversation that were said before it. */
  aboveCount: number;
  /** What every answer is drawn with. */
  seed: number;
  settings: ConversationSettings;
  isBlind: boolean;
  /** It is not to be known who answers: it is blind, and there may still be a vote. */
  isHidden: boolean;
  /** Something is still to be answered. */
  isOpen: boolean;
  /** Answers that are whole. */
  doneCount: number;
  vote: ComparisonVote | null;
  sides: ComparisonSide[];
  createdAt: number;
}

export interface StartComparison {
  variantIds: string[];
  /** One comparison for each. */
  prompts: string[];
  /** Null: one is chosen, the same for all. */
  seed: number | null;
  settings: ConversationSettings;
  /** An answer: asked after what precedes its question in its conversation, with the settings of that instead. */
  from: MessageChoice | null;
  isBlind: boolean;
  /** All answers to a prompt at one time, where their models fit beside each other. */
  atOnce: boolean;
}
export type StartComparisonInput = LeftOut<
  Omit<StartComparison, "settings">,
  "seed" | "from" | "isBlind" | "atOnce"
> & {
  settings?: ConversationSettingsInput | undefined;
};

export interface ComparisonId {
  id: string;
}
export interface StopComparison {
  /** Null: all of them. */
  id: string | null;
}
export interface VoteOnComparison extends ComparisonId, ComparisonVote {}

/** As `ChatDelta`, of the answer at the place `side`. */
export interface ComparisonDelta {
  id: string;
  side: number;
  part: number;
  kind: MessagePart["kind"];
  offset: number;
  text: string;
}

/** How far its predictions are from those of a larger one, as it was measured here last; in nats. */
export interface ComparedDivergence {
  mean: number;
  standardError: number;
  /** The label of the larger one. */
  reference: string;
}

/** What all comparisons say of one variant. */
export interface ComparedRow {
  variant: ComparedVariant;
  answers: number;
  /** Votes, each counted once for every variant that was beside it. */
  won: number;
  lost: number;
  tied: number;
  /** The middle one of the answers that were written alone. */
  tokensPerSecond: number | null;
  firstTokenMs: number | null;
  /** Of its last answer: what must stay free. */
  measuredBytes: number | null;
  predictedBytes: number | null;
  divergence: ComparedDivergence | null;
}

/** What the votes say of two variants. */
export interface ComparedPair {
  one: ComparedVariant;
  other: ComparedVariant;
  oneWins: number;
  otherWins: number;
  /** Left out of the share. */
  ties: number;
  /** Of the share of votes for `one`, 0 to 1, wide enough to be looked at after every vote; null without a vote that is no tie. */
  interval: { low: number; high: number } | null;
  /** `open`: the interval has one half in it, so that there are not enough votes to tell. */
  verdict: "one" | "other" | "open";
}

export interface ComparisonTable {
  rows: ComparedRow[];
  pairs: ComparedPair[];
}

export const tableFormats = ["csv", "json"] as const;
export type TableFormat = (typeof tableFormats)[number];
export interface ExportComparisons {
  format: TableFormat;
}
export interface ExportedComparisons {
  fileName: string;
  rows: number;
}
