export interface PatienceLimits {
  /** After the first try that failed. */
  firstMs: number;
  longestMs: number;
  /** At most this share of all time may be spent on tries that fail. */
  lossShare: number;
}

/** When to try again what has failed: after a wait that doubles, and not before what the last try cost has become a small share. */
export class Patience {
  readonly #limits: PatienceLimits;
  #waitMs = 0;
  #until = -Infinity;

  constructor(limits: PatienceLimits) {
    this.#limits = limits;
  }

  isOver(now: number): boolean {
    return now >= this.#until;
  }

  /** `lostMs`: how much longer the try took than going on as before would have. */
  fail(now: number, lostMs: number): void {
    const { firstMs, longestMs, lossShare } = this.#limits;
    this.#waitMs = Math.min(longestMs, Math.max(firstMs, this.#waitMs * 2));
    this.#until = now + Math.max(this.#waitMs, lostMs / lossShare);
  }

  /** Nothing has failed: a try may begin at once. */
  reset(): void {
    this.#waitMs = 0;
    this.#until = -Infinity;
  }

  /** As after a first failure that cost nothing. */
  renew(now: number): void {
    this.#waitMs = 0;
    this.#until = now + this.#limits.firstMs;
  }
}
