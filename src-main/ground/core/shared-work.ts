import { unlessAborted } from "./unless-aborted.ts";

/** Work that several wait for. Each may give up its own wait; when the last one does, the work itself is cancelled. */
export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;
  #isSettled = false;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#result = work(this.#controller.signal).finally(() => {
      this.#isSettled = true;
    });
    // Those who joined receive the failure; without them it must not count as an unhandled rejection.
    this.#result.catch(() => undefined);
  }

  /** It ends without a result, so it cannot be joined any more. */
  get isGivenUp(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The result, or `cancelled` as soon as the signal fires. */
  async join(signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    try {
      return await unlessAborted(this.#result, signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && !this.#isSettled) this.#controller.abort();
    }
  }
}
