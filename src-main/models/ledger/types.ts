import type {
  ErrorDto,
  InstalledVariant,
  LedgerView,
  MeasuredMemory,
  MemoryNeed,
  Plan,
} from "../../../src-shared/contract/index.ts";
import type { Clock, Dispose, Logger } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";

export interface LedgerMemory {
  anonymousBytes: number | null;
  fileBackedBytes: number | null;
  gpuBytes: number | null;
}

/** What a prediction says without having learned from earlier loads. */
export interface LedgerBaseline {
  place: "cpu" | "gpu" | "split";
  anonymousBytes: number;
  /** Weights that one token reads. */
  activeBytes: number;
  /** With nothing in the context, and with the context full. */
  emptyTokensPerSecond: number;
  fullTokensPerSecond: number;
  promptTokensPerSecond: number;
}

/** Tokens and the time they took, of all answers at about one depth of the context. */
export interface LedgerSpeed {
  bucket: number;
  /** Other programs took cores meanwhile. */
  disturbed: boolean;
  /** Of the context in use, at the last of them. */
  contextTokens: number;
  tokens: number;
  decodeMs: number;
  promptTokens: number;
  promptMs: number;
}

export interface LedgerRecord {
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  machine: string;
  driver: string | null;
  engineVersion: string;
  /** Distinguishes one file's contents from another's as far as memory and speed depend on them. */
  variant: string;
  name: string;
  label: string;
  outcome: "loaded" | "failed";
  plan: Plan;
  predicted: { anonymousBytes: number; fileBackedBytes: number; gpuBytes: number } | null;
  predictedTokensPerSecond: [number, number] | null;
  baseline: LedgerBaseline | null;
  measured: LedgerMemory | null;
  loadMs: number | null;
  firstTokenMs: number | null;
  failure: ErrorDto | null;
  /** The shallowest first, and of one depth the undisturbed. */
  speeds: LedgerSpeed[];
}

/** What is known of a load when it ends. */
export type NewLoad = Pick<
  LedgerRecord,
  | "variant"
  | "name"
  | "label"
  | "outcome"
  | "plan"
  | "predicted"
  | "predictedTokensPerSecond"
  | "baseline"
  | "measured"
  | "loadMs"
  | "failure"
>;

export interface LedgerOptions {
  db: Database;
  engineVersion: string;
  clock: Clock;
  logger: Logger;
}

/** One try of the engine to load a plan, and how it ended; a load that goes down the ladder has several. */
export interface LoadOutcome {
  /** Of what was loaded, or lost while it answered; null when it did not load. */
  sessionId: string | null;
  variant: InstalledVariant;
  plan: Plan;
  predicted: MemoryNeed | null;
  predictedTokensPerSecond: [number, number] | null;
  outcome: "loaded" | "failed";
  /** After the load; null when it failed. */
  measured: MeasuredMemory | null;
  /** The real reason; null when it is loaded. */
  error: ErrorDto | null;
}

/** What a load's figures are compared with. */
export interface UnlearnedPrediction {
  /** Who the variant is in the ledger. */
  identity: string;
  /** The prediction without anything learned. */
  baseline: LedgerBaseline;
}

/** Predicted against measured, on this machine. */
export interface LoadHistory {
  /** The latest loads first. */
  view(limit: number): Promise<LedgerView>;
  /** After each load and each answer. */
  onChange(listener: (view: LedgerView) => void): Dispose;
}
