import type { Timers } from "./timers.ts";

const windowMs = 5000;
const bucketMs = 250;

/** Bytes per second over the last five seconds. */
export class SpeedMeter {
  readonly #timers: Pick<Timers, "now">;
  readonly #buckets: { at: number; bytes: number }[] = [];
  #since: number | null = null;

  constructor(timers: Pick<Timers, "now">) {
    this.#timers = timers;
  }

  add(bytes: number): void {
    const now = this.#timers.now();
    this.#since ??= now;
    const last = this.#buckets[this.#buckets.length - 1];
    if (last !== undefined && now - last.at < bucketMs) last.bytes += bytes;
    else this.#buckets.push({ at: now, bytes });
    this.#forget(now);
  }

  /** Null before there is anything to go by. */
  bytesPerSecond(): number | null {
    if (this.#since === null) return null;
    const now = this.#timers.now();
    this.#forget(now);
    const seconds = Math.max(Math.min(now - this.#since, windowMs), bucketMs) / 1000;
    return this.#buckets.reduce((sum, bucket) => sum + bucket.bytes, 0) / seconds;
  }

  #forget(now: number): void {
    while (this.#buckets[0] !== undefined && now - this.#buckets[0].at > windowMs) this.#buckets.shift();
  }
}
