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

  /** Until the bytes that have just arrived are within the limit (bytes per second); null when they are. */
  take(bytes: number, signal: AbortSignal): Promise<void> | null {
    const limit = this.#limit();
    if (limit === null) return null;
    const now = this.#timers.now();
    this.#paidUntil = Math.max(this.#paidUntil, now - burstSeconds * 1000) + (bytes / limit) * 1000;
    const wait = this.#paidUntil - now;
    return wait >= 1 ? this.#timers.sleep(wait, signal) : null;
  }
}
