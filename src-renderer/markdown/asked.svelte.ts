import type { Job, Results } from "./worker/job.ts";
import { parserClient } from "./worker/parser-client.ts";

/**
 * The latest result of one kind of job. While a text grows, one job at a time is on its way, the next one is for what the
 * text is by then, and what came last stays to be shown.
 */
export class Asked<K extends Job["kind"]> {
  readonly #kept: Map<string, Results[K]>;
  readonly #onbusy: (change: 1 | -1) => void;
  #answer = $state.raw<{ key: string; result: Results[K] } | null>(null);
  #wanted: { key: string; job: Extract<Job, { kind: K }> } | null = null;
  #underWay: string | null = null;
  #withdraw: () => void = () => undefined;

  /** `kept`: results that are used again; `onbusy`: called when the first question goes out and when all are answered. */
  constructor(kept: Map<string, Results[K]>, onbusy: (change: 1 | -1) => void) {
    this.#kept = kept;
    this.#onbusy = onbusy;
  }

  /** Null until there is one; its key says for what. */
  get answer(): { key: string; result: Results[K] } | null {
    return this.#answer;
  }

  want(key: string, job: Extract<Job, { kind: K }>): void {
    this.#wanted = { key, job };
    if (this.#underWay === null) this.#go();
  }

  dispose(): void {
    this.#withdraw();
    if (this.#underWay !== null) this.#onbusy(-1);
    this.#underWay = null;
    this.#wanted = null;
  }

  #go(): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    if (!wanted || wanted.key === this.#answer?.key) return;
    const known = this.#kept.get(wanted.key);
    if (known !== undefined) {
      this.#answer = { key: wanted.key, result: known };
      return;
    }
    this.#underWay = wanted.key;
    this.#onbusy(1);
    this.#withdraw = parserClient.ask<K>(wanted.job, (result) => {
      this.#underWay = null;
      this.#keep(wanted.key, result);
      this.#answer = { key: wanted.key, result };
      this.#onbusy(-1);
      this.#go();
    });
  }

  #keep(key: string, result: Results[K]): void {
    this.#kept.set(key, result);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > maxKept && !oldest.done) this.#kept.delete(oldest.value);
  }
}

const maxKept = 200;
