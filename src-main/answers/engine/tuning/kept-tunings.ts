import type { Clock } from "../../../ground/core/index.ts";
import type { Database } from "../../../ground/storage/index.ts";
import type { EngineTuning, TuningStore, TuningKey } from "./engine-tuning.ts";
import { environmentNames } from "./environments.ts";
import { TuningsTable } from "./tunings-table.ts";

export interface KeptTuningsOptions {
  db: Database;
  /** This machine's fingerprint. */
  machine: () => Promise<string>;
  engineVersion: string;
  clock: Clock;
}

/** Keeps how the engine is run fastest with the machine and the engine's version that it was measured on. */
export class KeptTunings implements TuningStore {
  readonly #table: TuningsTable;
  readonly #options: KeptTuningsOptions;

  constructor(options: KeptTuningsOptions) {
    this.#table = new TuningsTable(options.db);
    this.#options = options;
  }

  async find(key: TuningKey): Promise<EngineTuning[]> {
    const kept = this.#table.find(await this.#rowKey(key));
    // A damaged row must not reach the engine, which takes no such numbers.
    const isPossible = (threads: number): boolean => threads >= 1 && threads <= key.maxThreads;
    return kept.flatMap((tuning) => {
      // A later version may have measured in an environment that this one does not know.
      const environment = environmentNames.find((name) => name === tuning.environment);
      const isSound = isPossible(tuning.decodeThreads) && isPossible(tuning.promptThreads);
      return environment !== undefined && isSound ? [{ ...tuning, environment }] : [];
    });
  }

  async keep(key: TuningKey, tuning: EngineTuning): Promise<void> {
    this.#table.keep(await this.#rowKey(key), { ...tuning, measuredAt: this.#options.clock.now() });
  }

  async #rowKey(key: TuningKey): Promise<TuningKey & { machine: string; engineVersion: string }> {
    const { machine, engineVersion } = this.#options;
    return { ...key, machine: await machine(), engineVersion };
  }
}
