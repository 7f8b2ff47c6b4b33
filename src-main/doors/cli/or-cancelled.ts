import { appError } from "../../ground/core/index.ts";

/**
 * The result of `work`, or `cancelled` when it has not ended `graceMs` after the signal: some of what a command waits
 * for cannot be stopped, such as a name look-up or a process that hangs.
 */
export function orCancelled<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(() => {
        reject(appError("cancelled", "cancelled"));
      }, graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    });
  });
}
