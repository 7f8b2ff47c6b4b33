import { appError } from "../../ground/core/index.ts";

/** The calls that one page waits for: each can be cancelled, and none outlives its page. */
export class PageCalls {
  /** By the call's id, or a fresh key for a call without one, which lasts as long as the page. */
  readonly #waiting = new Map<number | symbol, AbortController>();

  /** Does the work with a signal that fires when the page cancels the call, or goes. Throws `invalid-input` for an id that is taken. */
  async during<T>(id: unknown, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const key = id === undefined ? Symbol("a call without an id") : id;
    const isKey = typeof key === "symbol" || (typeof key === "number" && Number.isSafeInteger(key));
    if (!isKey || this.#waiting.has(key)) throw appError("invalid-input", "no-call-id");
    const controller = new AbortController();
    this.#waiting.set(key, controller);
    try {
      return await work(controller.signal);
    } finally {
      // After a reload, another page's call may have the id.
      if (this.#waiting.get(key) === controller) this.#waiting.delete(key);
    }
  }

  /** Nothing happens where the answer is on its way already. */
  cancel(id: unknown): void {
    if (typeof id === "number") this.#waiting.get(id)?.abort();
  }

  /** The page is gone, or another takes its place. */
  cancelAll(): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const controller of all) controller.abort();
  }
}
