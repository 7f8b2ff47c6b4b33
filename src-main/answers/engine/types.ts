import type {
  AnswerForm,
  AnswerStats,
  EngineState,
  FullPolicy,
  MemoryNeed,
  Plan,
  PromptToken,
  Sampling,
  SessionCapabilities,
  SessionState,
  StepTaken,
  StopReason,
  ThinkingSettings,
} from "../../../src-shared/contract/index.ts";
import type { Clock, Logger } from "../../ground/core/index.ts";
import type { There, Wish } from "./meets.ts";
import type { LoadCommand } from "./protocol.ts";
import type { TuningStore } from "./tuning/index.ts";

export type { There, Wish } from "./meets.ts";
export type { EngineTuning, TuningStore, TuningKey } from "./tuning/index.ts";

export interface EngineOptions {
  /** A real Node (24.x). Never Electron's binary: its allocator refuses 2 GiB at once (electron/electron#44291). */
  nodePath: string;
  /** The worker's entry: the bundled `engine-worker.js`, or `engine/worker/main.ts` in development. */
  workerPath: string;
  /** Added to the worker's small environment, and wins over it. */
  env?: Record<string, string>;
  /** What the worker must know to find the build for a backend. */
  buildsEnvironment?: (backend: Plan["backend"]) => Record<string, string>;
  /** Where Node may keep compiled code, so that the next load starts sooner. A folder that only this person can write. */
  codeCacheFolder?: string;
  logger: Logger;
  clock: Clock;
  /** Measures what is fastest when the engine rests, and uses it from then on. Nothing is measured without it. */
  tunings?: TuningStore;
  /** Keeps what was read of a conversation for when it is returned to. Nothing is kept without it. */
  keptStates?: StateKeeping;
  /** Counts the kernel's kills for want of memory; injected by tests. */
  memoryKills?: () => number | null;
}

/** Where what was read of conversations is kept. */
export interface StateKeeping {
  /** Null: nothing is kept of it. */
  placeFor(load: LoadOptions): LoadCommand["keeping"];
  /** Never rejects. */
  forgetConversation(id: string): Promise<void>;
}

export interface LoadOptions {
  variantId: string;
  /** Absolute paths, first shard first; the header has been read and found sound by the caller. */
  files: string[];
  plan: Plan;
  predicted: MemoryNeed | null;
  /** The same only for files of the same content; nothing is kept of conversations without it. */
  content?: string;
  /**
   * What was asked for, before anything was chosen or reduced; this session also serves the same request when it is
   * repeated.
   */
  asked?: There;
  /** The plans that were tried before this one, for the state. */
  steps?: StepTaken[];
  /** Leaves what is loaded in place; the caller has found that there is room. */
  beside?: boolean;
  /** Names of the tensors that are read out of the file for every token, so that they stay cached where memory is short. */
  mappedTensors?: string[];
  /** From how many tokens on a GPU may do work of layers that are on the CPU; as llama.cpp comes when left out. */
  lendFromTokens?: number;
  /** Repository and file name: chooses the known prompt form when the file has no template. */
  templateHint?: string;
}

export interface PromptMessage {
  role: "system" | "user" | "assistant";
  text: string;
  /** The reasoning before an answer, which the model's own template keeps or leaves out; "" says that there was none. */
  thinking?: string | undefined;
}

export interface GenerateRequest {
  /** An answer that comes last is gone on with. */
  messages: PromptMessage[];
  sampling: Sampling;
  /** As the model does by itself where left out. */
  thinking?: ThinkingSettings;
  /** What to leave out where it is too long for the context; "stop" where left out. */
  whenFull?: FullPolicy;
  /** Whose question it is, so that what is read for it can be kept; none: nobody returns to it. */
  conversationId?: string;
  /** What the answer must look like; free words where left out. */
  form?: AnswerForm;
  /**
   * About its conversation, not of it: asked only where a context still has that, it leaves there what the next question goes on with, and
   * neither the session's state nor anybody who learns from answers is told of it. Rejects with `busy` where it would cost another one.
   */
  aside?: boolean;
  /** Wins over `sampling.maxTokens`; null: until the model ends or the context is full. */
  maxTokens?: number | null;
}

export interface GenerateOptions {
  signal?: AbortSignal;
  /** Fires when it shall think no longer: the reasoning is ended, and the answer begins. */
  answerNow?: AbortSignal;
  /** The answer as it comes, whole characters only, batched to about a frame. */
  onText?: (text: string) => void;
  /** The reasoning before it, likewise. */
  onThinking?: (text: string) => void;
  /** All that came as the answer was reasoning, as only its end has shown. */
  onRecast?: () => void;
}

export interface Answer extends AnswerStats {
  text: string;
  /** The reasoning before the answer; "" where there was none. */
  thinking: string;
  stopReason: StopReason;
  /** Which turns the model did not see, without the system prompt; null where it saw all of them. */
  leftOutTurns: { from: number; count: number } | null;
}

/** A model in memory that answers. */
export interface Session {
  /** Never used again for another one. */
  readonly id: string;
  readonly capabilities: SessionCapabilities;
  /** What its process has mapped, absolute, the first shard first. */
  readonly files: readonly string[];
  state(): SessionState;
  /** For looking at its process from outside; null without a process. */
  processId(): number | null;
  /** Whether it is loaded, and what the caller wants. A new load would step down to the same plan. */
  meets(wish: Wish): boolean;
  /**
   * An abort is not an error: the answer so far comes back with `stopReason: "stopped"`. Rejects with `busy`,
   * `context-full` (the prompt alone is too long), `template-failed`, `engine-crashed` or, after its end,
   * `no-model-loaded`.
   */
  generate(request: GenerateRequest, options?: GenerateOptions): Promise<Answer>;
  /** Some of the prompt that it would be asked with. Rejects with `template-failed` or, after its end, `no-model-loaded`. */
  inspect(request: GenerateRequest, page: InspectedPage): Promise<InspectedPrompt>;
}

export interface InspectedPage {
  from: number;
  count: number;
}

export interface InspectedPrompt extends Pick<Answer, "leftOutTurns"> {
  /** Tokens in all. */
  total: number;
  tokens: PromptToken[];
}

/** All sessions. A lost one stays among them, with its reason, until another load or an unload. */
export interface Sessions {
  state(): EngineState;
  /** The one that was wanted last comes last. */
  list(): readonly Session[];
  onChange(listener: (state: EngineState) => void): () => void;
  /** Every answer, before its caller gets it. */
  onAnswer(listener: (given: SessionAnswer) => void): () => void;
  /**
   * Takes the place of what is loaded, unless it shall be beside it. Rejects with `load-failed`, `out-of-memory`, `file-missing`, `engine-crashed`
   * or, after an abort, `cancelled`; the state then says the same.
   */
  load(options: LoadOptions, signal?: AbortSignal): Promise<Session>;
  /** It is wanted now. */
  want(id: string): void;
  /** Nothing is measured in the background until the next answer: that takes memory and cores. */
  stopMeasuring(): void;
  /** Nobody returns to these conversations, or to some of what was said in them: what was kept of them goes. */
  forget(conversationIds: readonly string[]): void;
  /** Ends these, whatever they are doing, and resolves when their memory is free. */
  end(ids: readonly string[]): Promise<void>;
  /** Resolves when every process that has ended, or was ended, is gone and its memory free. */
  gone(): Promise<void>;
  /** Ends all of them, whatever they are doing. */
  unload(): Promise<void>;
  dispose(): Promise<void>;
}

export interface SessionAnswer {
  sessionId: string;
  answer: Answer;
  /** Nothing else was answered meanwhile, so that its speed is the model's. */
  isAlone: boolean;
}
