import { setTimeout as delay } from "node:timers/promises";

/** Durations and waiting, so that tests need not wait for real. */
export interface Timers {
  /** Milliseconds since some moment. It never goes back, whatever is done to the computer's clock. */
  now(): number;
  /** Rejects with an AbortError when the signal fires first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
};
