import { type EnvironmentName, environmentNames, usualEnvironment } from "./environments.ts";

/** How a model is run fastest on this machine in one environment, as a short measurement found. */
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

/** What a tuning holds for, beside the machine and the engine's version, which the code that stores it knows. */
export interface TuningKey {
  /** See `sizeClassOf`. */
  sizeClass: number;
  /** The most threads that the plan allows. */
  maxThreads: number;
}

/** Keeps what was measured; a failure only means that it is measured again. */
export interface TuningStore {
  /** At most one for each environment. */
  find(key: TuningKey): Promise<EngineTuning[]>;
  keep(key: TuningKey, tuning: EngineTuning): Promise<void>;
}

/** An environment that is not faster by more than this is not worth leaving the usual one. */
const worthIt = 1.03;

/** The environment that the next load shall have, and what is known about it; `tuning` is null when nothing is. */
export interface ChosenEnvironment {
  environment: EnvironmentName;
  tuning: EngineTuning | null;
}

/**
 * The fastest of those that were measured. Where no second process can be started to compare, one that was never measured
 * gets its turn: it is measured in this load, and the next one knows.
 */
export function chooseEnvironment(tunings: readonly EngineTuning[], canCompare: boolean): ChosenEnvironment {
  const of = (name: EnvironmentName): EngineTuning | null =>
    tunings.find(({ environment }) => environment === name) ?? null;
  const usual = of(usualEnvironment);
  const unknown = environmentNames.find((name) => of(name) === null);
  if (usual !== null && unknown !== undefined && !canCompare) return { environment: unknown, tuning: null };
  let best = usual;
  for (const tuning of tunings) {
    if (tuning.decodeTokensPerSecond > worthIt * (best?.decodeTokensPerSecond ?? 0)) best = tuning;
  }
  return { environment: best?.environment ?? usualEnvironment, tuning: best };
}
