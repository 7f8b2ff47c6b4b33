/** Calls of which the latest alone is waited for: the next one cancels the one before. */
export class LatestCall {
  #controller = new AbortController();

  /** Of the latest; what comes of a call whose signal has fired is not for anybody. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  next(): AbortSignal {
    this.cancel();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort();
  }
}
