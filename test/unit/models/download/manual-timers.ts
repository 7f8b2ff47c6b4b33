import type { Timers } from "../../../../src-main/models/download/index.ts";

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Time that stands still until a test lets it pass. */
export class ManualTimers implements Timers {
  #now = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#now + milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  /** In steps of a second; each woken waiter has its turn before the next step. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    while (this.#now < until) {
      this.#now = Math.min(until, this.#now + 1000);
      for (const sleeper of this.#sleepers) {
        if (sleeper.at > this.#now) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
