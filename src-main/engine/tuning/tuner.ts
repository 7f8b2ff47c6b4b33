import { availableMemory } from "node:process";
import { MiB } from "../../core/index.ts";
import type { Logger } from "../../core/index.ts";
import type { EngineTuning } from "./engine-tuning.ts";
import { type EnvironmentName, environmentNames, usualEnvironment } from "./environments.ts";
import { type PacedProcess, tune } from "./tune.ts";

/** A second process with the same model, in another environment. */
export interface Rival extends PacedProcess {
  kill(): Promise<void>;
}

export interface TunerOptions {
  process: PacedProcess;
  maxThreads: number;
  /** Of the model's files. */
  sizeBytes: number;
  startRival(environment: EnvironmentName, signal: AbortSignal): Promise<Rival | null>;
  onTuned(tuning: EngineTuning): void;
  logger: Logger;
}

/** A load is followed by its question at once when a conversation asked for it: measuring waits for a real rest. */
const restMs = 400;
/** After so many tries that other programs disturbed, the next load may try again. */
const maxTries = 5;
/**
 * Larger models are loaded once only, in the usual environment: a second copy takes memory and time.
 */
const rivalLimitBytes = 512 * MiB;
/** Memory that must be free for a second copy, of the computer's and of what this process may use, in sizes of the model. */
const rivalRoom = 6;

/** Measures while the engine rests, and stops as soon as it is wanted. One for each load whose best settings are not known. */
export class Tuner {
  readonly #options: TunerOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: AbortController | null = null;
  #tries = 0;
  #done = false;

  constructor(options: TunerOptions) {
    this.#options = options;
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
    const { process, maxThreads, sizeBytes, startRival, logger } = this.#options;
    const running = new AbortController();
    this.#running = running;
    this.#tries++;
    const rivals: Rival[] = [];
    const small = sizeBytes <= rivalLimitBytes && availableMemory() > rivalRoom * sizeBytes;
    try {
      const tuning = await tune({
        process,
        maxThreads,
        rivals: small ? environmentNames.filter((name) => name !== usualEnvironment) : [],
        async startRival(environment) {
          const rival = await startRival(environment, running.signal);
          if (rival !== null) rivals.push(rival);
          return rival;
        },
        now: () => performance.now(),
        signal: running.signal,
      });
      if (tuning === null || running.signal.aborted) return;
      this.#done = true;
      this.#options.onTuned(tuning);
    } catch (thrown) {
      logger.warn("tuning failed", { error: String(thrown) });
      this.#done = true;
    } finally {
      await Promise.all(rivals.map((rival) => rival.kill()));
      if (this.#running === running) {
        this.#running = null;
        this.rest();
      }
    }
  }
}
