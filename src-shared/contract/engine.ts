import type { ErrorDto } from "./errors.ts";
import type { MemoryNeed, Plan, PlanRequest } from "./fit.ts";
import type { PlanChange } from "./load-statements.ts";
import type { LeftOut } from "./left-out.ts";
import type { TemplateFault } from "./template-faults.ts";

export interface LoadRequest {
  variantId: string;
  plan: PlanRequest;
  /** Load although the plan does not fit. */
  force: boolean;
  /** On a failed load try smaller plans, one by one: fewer layers on the GPU, a smaller cache, a shorter context, a smaller variant. */
  stepDown: boolean;
  /** Beside what is loaded, where both fit; else in place of idle ones. */
  beside: boolean;
}
export type LoadRequestInput = LeftOut<LoadRequest, "plan" | "force" | "stepDown" | "beside">;

/** What the engine's buffers and the operating system say after a load. Absent is null. */
export interface MeasuredMemory {
  anonymousBytes: number | null;
  fileBackedBytes: number | null;
  gpuBytes: number | null;
  loadMs: number;
}

/** One of the smaller plans that a load tried, and why the one before it failed. */
export interface StepTaken {
  /** What was changed: layers on the GPU, the context's length. */
  changes: PlanChange[];
  /** Why the plan before failed. */
  reason: ErrorDto;
}

export interface FallbackForm {
  /** "ChatML". */
  name: string;
  reason: TemplateFault;
  /** The template only took too long for one conversation: it is tried again. */
  temporary: boolean;
}

/** What a session can do, whatever runs it. */
export interface SessionCapabilities {
  /** Questions and answers go to another computer. */
  leavesComputer: boolean;
  /** Answers that it writes at one time. */
  sequences: number;
  /** The longest conversation. */
  contextTokens: number;
}

export type EngineStatus = "idle" | "loading" | "ready" | "answering" | "failed";

interface SessionFigures {
  /** 0 to 1 while loading. */
  loadProgress: number | null;
  predicted: MemoryNeed | null;
  measured: MeasuredMemory | null;
  /** Tokens of the context in use after the last answer; while one is being written, of what was read for it. */
  contextUsedTokens: number | null;
  /** The steps down that this load took; empty when the first plan was loaded. */
  steps: StepTaken[];
  /** What questions are written in since the file's own chat template does not work, and why; null while it does. */
  fallbackForm: FallbackForm | null;
  /** The real reason of a failed load or a crash. */
  error: ErrorDto | null;
}

/** A model in memory, on its way there, or lost. */
export interface SessionState extends SessionFigures {
  /** Never used again for another one. */
  id: string;
  status: Exclude<EngineStatus, "idle">;
  variantId: string;
  plan: Plan;
  capabilities: SessionCapabilities;
}

export interface SessionId {
  id: string;
}

/** The session that was wanted last, which the window shows, and all that there are. */
export interface EngineState extends SessionFigures {
  status: EngineStatus;
  variantId: string | null;
  plan: Plan | null;
  /** The one that was wanted last comes last. */
  sessions: SessionState[];
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
  sessions: [],
};

/** All sessions; the most recently wanted one comes last. */
export function engineStateOf(sessions: readonly SessionState[]): EngineState {
  const shown = sessions.at(-1);
  if (shown === undefined) return idleEngine;
  const { id: _id, capabilities: _capabilities, ...figures } = shown;
  return { ...figures, sessions: [...sessions] };
}

/** `context-full`: no room was left for another token; nothing was cut from the beginning. */
export type StopReason = "end" | "max-tokens" | "context-full" | "stopped";

/** Figures of one answer. */
export interface AnswerStats {
  /** What it was drawn with: the same question gives the same answer with it. Null where no single one would. */
  seed: number | null;
  /** Null in answers of earlier versions. */
  stopReason: StopReason | null;
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
