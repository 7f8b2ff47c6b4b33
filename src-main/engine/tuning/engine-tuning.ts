import type { EnvironmentName } from "./environments.ts";

/** How a model is run fastest on this machine, as a short measurement found. */
export interface EngineTuning {
  /** For the tokens of an answer. */
  decodeThreads: number;
  /** For reading prompts. */
  promptThreads: number;
  /** The environment of the engine's process. */
  environment: EnvironmentName;
  decodeTokensPerSecond: number;
  promptTokensPerSecond: number;
}

/** What a tuning holds for, beside the machine and the engine's version, which its keeper knows. */
export interface TuningKey {
  /** See `sizeClassOf`. */
  sizeClass: number;
  /** The most threads that the plan allows. */
  maxThreads: number;
}

/** Keeps what was measured; null or a failure only means that it is measured anew. */
export interface TuningKeeper {
  find(key: TuningKey): Promise<EngineTuning | null>;
  keep(key: TuningKey, tuning: EngineTuning): Promise<void>;
}
