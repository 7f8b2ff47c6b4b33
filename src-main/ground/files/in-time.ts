import { setTimeout as delay } from "node:timers/promises";

/** What was asked of a drive; null where it has not answered by then. */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  const answered = new AbortController();
  const tooLong = delay(milliseconds, null, { signal: answered.signal, ref: false }).catch(() => null);
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    answered.abort();
  }
}
