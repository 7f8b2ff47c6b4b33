/** A crash loses at most this much of what is being typed. */
const keepMs = 400;

/** Has what is being typed kept a moment after the last letter, each by its key. */
export class KeepSoon<K> {
  readonly #waiting = new Map<K, { keep: () => void; timer: ReturnType<typeof setTimeout> }>();

  soon(key: K, keep: () => void): void {
    this.end(key);
    this.#waiting.set(key, { keep, timer: setTimeout(() => this.#now(key), keepMs) });
  }

  /** It is kept otherwise, or not wanted. */
  end(key: K): void {
    clearTimeout(this.#waiting.get(key)?.timer);
    this.#waiting.delete(key);
  }

  /** Nothing waits any longer. */
  flush(): void {
    for (const key of [...this.#waiting.keys()]) this.#now(key);
  }

  #now(key: K): void {
    const waiting = this.#waiting.get(key);
    this.end(key);
    waiting?.keep();
  }
}
