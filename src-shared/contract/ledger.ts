import type { ErrorDto } from "./errors.ts";
import type { FitAccuracy, Plan } from "./fit.ts";
import type { AnyOf } from "./left-out.ts";
import type { MachineStatement } from "./machine-statements.ts";

/** Speed at one depth of a conversation. */
export interface SpeedSample {
  /** Tokens of the context in use. */
  contextTokens: number;
  tokensPerSecond: number | null;
  promptTokensPerSecond: number | null;
}

/** One load on this machine: what was predicted and what came. Absent is null. */
export interface LedgerEntry {
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  /** What people call it: the model's name and the variant's label. */
  name: string;
  label: string;
  outcome: "loaded" | "failed";
  plan: Plan;
  predicted: { anonymousBytes: number; fileBackedBytes: number; gpuBytes: number } | null;
  measured: { anonymousBytes: number | null; fileBackedBytes: number | null; gpuBytes: number | null } | null;
  predictedTokensPerSecond: [number, number] | null;
  loadMs: number | null;
  firstTokenMs: number | null;
  speeds: SpeedSample[];
  /** Why it failed. */
  failure: ErrorDto | null;
  driver: string | null;
  engineVersion: string;
}

/** What the ledger shows: the latest loads first, of this machine as it is now. */
export interface LedgerView {
  /** Processor, memory, GPUs. */
  machine: MachineStatement<"measured-machine">;
  engineVersion: string;
  accuracy: FitAccuracy | null;
  entries: LedgerEntry[];
}

/** Loads in one view. */
export const ledgerLimits = { most: 500, inTerminal: 20, inWindow: 50 } as const;

export interface LedgerQuery {
  limit: number;
}
export type LedgerQueryInput = AnyOf<LedgerQuery> | undefined;
