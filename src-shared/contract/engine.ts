import type { ErrorDto } from "./errors.ts";
import type { MemoryNeed, Plan, PlanRequest } from "./fit.ts";
import type { LeftOut } from "./left-out.ts";

export interface LoadRequest {
  variantId: string;
  plan: PlanRequest;
  /** Load although the plan does not fit. */
  force: boolean;
  /** On a failed load try smaller plans, one by one: fewer layers on the GPU, a smaller cache, a shorter context, a smaller variant. */
  stepDown: boolean;
}
export type LoadRequestInput = LeftOut<LoadRequest, "plan" | "force" | "stepDown">;

/** What the engine's buffers and the operating system say after a load. Absent is null. */
export interface MeasuredMemory {
  anonymousBytes: number | null;
  fileBackedBytes: number | null;
  gpuBytes: number | null;
  loadMs: number;
}

/** One rung of the ladder that a load went down, and why the one before it failed. */
export interface StepTaken {
  /** What was changed, in words: "16 of 33 layers on the GPU instead of 33". */
  change: string;
  /** Why the plan before failed. */
  reason: ErrorDto;
}

export interface FallbackForm {
  /** "ChatML". */
  name: string;
  reason: string;
  /** The template only took too long for one conversation: it is tried again. */
  temporary: boolean;
}

export type EngineStatus = "idle" | "loading" | "ready" | "answering" | "failed";

export interface EngineState {
  status: EngineStatus;
  variantId: string | null;
  /** 0 to 1 while loading. */
  loadProgress: number | null;
  plan: Plan | null;
  predicted: MemoryNeed | null;
  measured: MeasuredMemory | null;
  /** Tokens of the context in use. */
  contextUsedTokens: number | null;
  /** The steps down that this load took; empty when the first plan was loaded. */
  steps: StepTaken[];
  /** What questions are written in since the file's own chat template does not work, and why; null while it does. */
  fallbackForm: FallbackForm | null;
  /** The real reason of a failed load or a crash. */
  error: ErrorDto | null;
}

/** Nothing is loaded. */
export const idleEngine: EngineState = {
  status: "idle",
  variantId: null,
  loadProgress: null,
  plan: null,
  predicted: null,
  measured: null,
  contextUsedTokens: null,
  steps: [],
  fallbackForm: null,
  error: null,
};

/** Figures of one answer. */
export interface AnswerStats {
  promptTokens: number;
  /** Of the prompt's tokens, how many the engine still had from before. */
  cachedTokens: number;
  tokens: number;
  tokensPerSecond: number | null;
  promptTokensPerSecond: number | null;
  firstTokenMs: number | null;
  contextUsedTokens: number;
  contextTokens: number;
  /** Threads that wrote it: on a quiet computer, and the fewest that other programs left; null on a GPU. */
  threads: { usual: number; fewest: number } | null;
}
