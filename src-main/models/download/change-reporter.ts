import type { Timers } from "./timers.ts";

const leastMs = 200;

/** Passes changes on at most five times a second; what matters at once goes at once. */
export class ChangeReporter {
  readonly #report: () => void;
  readonly #timers: Timers;
  readonly #ended = new AbortController();
  #last = -Infinity;
  #pending = false;

  constructor(report: () => void, timers: Timers) {
    this.#report = report;
    this.#timers = timers;
  }

  now(): void {
    if (this.#ended.signal.aborted) return;
    this.#last = this.#timers.now();
    this.#report();
  }

  soon(): void {
    if (this.#pending || this.#ended.signal.aborted) return;
    this.#pending = true;
    const wait = Math.max(0, this.#last + leastMs - this.#timers.now());
    this.#timers
      .sleep(wait, this.#ended.signal)
      .then(
        () => {
          this.now();
        },
        () => undefined,
      )
      .finally(() => {
        this.#pending = false;
      });
  }

  end(): void {
    this.#ended.abort();
  }
}
