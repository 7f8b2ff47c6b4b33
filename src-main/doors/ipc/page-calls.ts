import { appError } from "../../ground/core/index.ts";

/** The calls that one page waits for: each can be cancelled, and none outlives its page. */
export class PageCalls {
  readonly #waiting = new Map<number, AbortController>();
  /** Of the calls without an id, which go on until the page goes. */
  #whole = new AbortController();

  /** Does the work with a signal that fires when the page cancels the call, or goes. Throws `invalid-input` for an id that is taken. */
  async during<T>(id: unknown, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (id === undefined) return work(this.#whole.signal);
    if (typeof id !== "number" || !Number.isSafeInteger(id) || this.#waiting.has(id))
      throw appError("invalid-input", "no-call-id");
    const controller = new AbortController();
    this.#waiting.set(id, controller);
    try {
      return await work(controller.signal);
    } finally {
      // After a reload, another page's call may have the id.
      if (this.#waiting.get(id) === controller) this.#waiting.delete(id);
    }
  }

  /** Nothing happens where the answer is on its way already. */
  cancel(id: unknown): void {
    if (typeof id === "number") this.#waiting.get(id)?.abort();
  }

  /** The page is gone, or another takes its place. */
  cancelAll(): void {
    const all = [...this.#waiting.values(), this.#whole];
    this.#waiting.clear();
    this.#whole = new AbortController();
    for (const controller of all) controller.abort();
  }
}
