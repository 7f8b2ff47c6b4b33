/** How long work has rested. */
export class RestingTime {
  /** In milliseconds. */
  readonly #now: () => number;
  #since: number | null = null;
  #restedMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  tell(isResting: boolean): void {
    if (this.#since !== null) this.#restedMs += this.#now() - this.#since;
    this.#since = isResting ? this.#now() : null;
  }

  seconds(): number {
    return this.#restedMs / 1000;
  }
}
