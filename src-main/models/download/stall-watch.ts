import { appError } from "../../ground/core/index.ts";
import type { TransferLimits } from "./limits.ts";
import type { Timers } from "./timers.ts";
import { TransferFailure } from "./transfer-failure.ts";

const checkEveryMs = 1000;

/**
 * Replaces a connection that freezes or trickles. Only time spent waiting for the network counts: a slow disk, or a limit that
 * the person has set, is not the server's fault.
 */
export class StallWatch {
  /** Fires on the outer signal, or when the connection is given up. */
  readonly signal: AbortSignal;
  failure: TransferFailure | null = null;
  readonly #timers: Timers;
  readonly #limits: TransferLimits;
  readonly #slowBelow: () => number;
  readonly #ended = new AbortController();
  readonly #given = new AbortController();
  #bytes = 0;
  #waitedMs = 0;
  #waitingSince: number | null;

  constructor(timers: Timers, limits: TransferLimits, slowBelow: () => number, signal: AbortSignal) {
    this.#timers = timers;
    this.#limits = limits;
    this.#slowBelow = slowBelow;
    this.signal = AbortSignal.any([signal, this.#given.signal]);
    // The head of the answer is waited for from the start.
    this.#waitingSince = timers.now();
    void this.#watch();
  }

  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The network is not waited for from here ... */
  rest(): void {
    this.#settle();
  }

  /** ... until here. */
  goOn(): void {
    this.#settle();
    this.#waitingSince = this.#timers.now();
  }

  end(): void {
    this.#ended.abort();
  }

  async #watch(): Promise<void> {
    const stop = AbortSignal.any([this.signal, this.#ended.signal]);
    while (!stop.aborted) {
      try {
        await this.#timers.sleep(Math.min(checkEveryMs, this.#limits.stallMs / 4), stop);
      } catch {
        return;
      }
      this.#check();
    }
  }

  #check(): void {
    const waited = this.#waitedMs + (this.#waitingSince === null ? 0 : this.#timers.now() - this.#waitingSince);
    if (waited < this.#limits.stallMs) return;
    const seconds = Math.round(waited / 1000);
    const needed = Math.max(this.#limits.leastBytesPerStall, (this.#slowBelow() * waited) / 1000);
    if (this.#bytes < needed) {
      this.failure = new TransferFailure(appError("hub-timeout", "stalled", { bytes: this.#bytes, seconds }), {
        retryAfterMs: 0,
      });
      this.#given.abort(this.failure);
      return;
    }
    this.#bytes = 0;
    this.#waitedMs = 0;
    if (this.#waitingSince !== null) this.#waitingSince = this.#timers.now();
  }

  #settle(): void {
    if (this.#waitingSince === null) return;
    this.#waitedMs += this.#timers.now() - this.#waitingSince;
    this.#waitingSince = null;
  }
}
