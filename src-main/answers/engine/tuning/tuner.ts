import type { Logger } from "../../../ground/core/index.ts";
import type { EngineTuning } from "./engine-tuning.ts";
import type { EnvironmentName } from "./environments.ts";
import { type Contender, type PacedProcess, compareByTurns, tune } from "./tune.ts";

/** A second process with the same model, in another environment. */
export interface RunningCopy extends PacedProcess {
  kill(): Promise<void>;
}

export interface TunerOptions {
  process: PacedProcess;
  environment: EnvironmentName;
  maxThreads: number;
  /** What is known about the process's environment; null when it shall be measured. */
  known: EngineTuning | null;
  /** Environments that were not measured yet. */
  unknown: readonly EnvironmentName[];
  /** A measurement begins: the process shall do nothing else. */
  onBegin: () => void;
  /** Null when it would not fit into free memory, or does not load. */
  startCopy: (environment: EnvironmentName, signal: AbortSignal) => Promise<RunningCopy | null>;
  /** Threads of the process that is running; takes effect at once. */
  onTuned: (tuning: EngineTuning) => void;
  /** Of another environment; takes effect with the next load. */
  onCompared: (tunings: readonly EngineTuning[]) => void;
  logger: Logger;
}

/** A load is followed by its question at once when a conversation asked for it: measuring waits for a real rest. */
const restMs = 400;
/** After this many tries that other programs disturbed, the next load may try again. */
const maxTries = 5;

/** Measures while the engine rests, and stops as soon as it is wanted. One for each load of which something is not known. */
export class Tuner {
  readonly #options: TunerOptions;
  #known: EngineTuning | null;
  #timer: NodeJS.Timeout | null = null;
  #running: AbortController | null = null;
  #tries = 0;
  #done = false;

  constructor(options: TunerOptions) {
    this.#options = options;
    this.#known = options.known;
  }

  /** The engine has nothing to do. */
  rest(): void {
    if (this.#done || this.#tries >= maxTries || this.#timer !== null || this.#running !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#run();
    }, restMs);
    this.#timer.unref();
  }

  /** The engine is wanted, or ends. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#running?.abort();
    this.#running = null;
  }

  async #run(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#tries++;
    try {
      this.#options.onBegin();
      this.#done = await this.#measure(running.signal);
    } catch (thrown) {
      this.#options.logger.warn("tuning failed", { error: String(thrown) });
      this.#done = true;
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.rest();
      }
    }
  }

  /** Whether nothing is left to be found out in this load. */
  async #measure(signal: AbortSignal): Promise<boolean> {
    const { process, environment, maxThreads, unknown, onTuned } = this.#options;
    const now = (): number => performance.now();
    if (this.#known === null) {
      this.#known = await tune({ process, environment, maxThreads, now, signal });
      if (this.#known === null) return false;
      onTuned(this.#known);
    }
    for (const name of unknown) {
      if (!(await this.#compare(this.#known, name, signal))) return false;
    }
    return true;
  }

  /** False when it should be tried again. */
  async #compare(known: EngineTuning, name: EnvironmentName, signal: AbortSignal): Promise<boolean> {
    const { process, maxThreads, startCopy, onCompared } = this.#options;
    const now = (): number => performance.now();
    const copy = await startCopy(name, signal);
    if (copy === null) return !signal.aborted;
    try {
      const tuning = await tune({ process: copy, environment: name, maxThreads, now, signal });
      if (tuning === null) return false;
      const contenders: Contender[] = [
        { process, tuning: known },
        { process: copy, tuning },
      ];
      const compared = await compareByTurns(contenders, now, signal);
      if (compared === null) return false;
      onCompared(compared);
      return true;
    } finally {
      await copy.kill();
    }
  }
}
