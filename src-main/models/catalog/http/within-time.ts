import { timeoutError } from "./network-error.ts";

/**
 * Gives `work` a signal that fires after `limitMs` as well, whatever it is waiting for. Throws `hub-timeout` when it was the time
 * that ended it.
 */
export async function withinTime<T>(
  host: string,
  limitMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, limitMs);
  try {
    return await work(signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]));
  } catch (error) {
    if (late.signal.aborted && signal?.aborted !== true) throw timeoutError(host, limitMs);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
