import type { Timers } from "./timers.ts";

/** Unused allowance is kept for this long, so that a burst after a pause cannot exceed the limit for more than a moment. */
const burstSeconds = 0.25;

/** One limit across every part of every download. */
export class Throttle {
  readonly #limit: () => number | null;
  readonly #timers: Timers;
  /** When all bytes taken so far will have been paid for. */
  #paidUntil = 0;

  constructor(limit: () => number | null, timers: Timers) {
    this.#limit = limit;
    this.#timers = timers;
  }

  /** Waits until the bytes that have just arrived are within the limit (bytes per second). */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const limit = this.#limit();
    if (limit === null) return;
    const now = this.#timers.now();
    this.#paidUntil = Math.max(this.#paidUntil, now - burstSeconds * 1000) + (bytes / limit) * 1000;
    const wait = this.#paidUntil - now;
    if (wait >= 1) await this.#timers.sleep(wait, signal);
  }
}
