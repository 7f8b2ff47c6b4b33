import { setTimeout as delay } from "node:timers/promises";
import { type Clock, systemClock } from "../core/index.ts";

/** Time and waiting, so that tests need not wait for real. */
export interface Timers extends Clock {
  /** Rejects with an AbortError when the signal fires first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemTimers: Timers = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
};
