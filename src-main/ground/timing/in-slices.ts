import { setImmediate as nextTurn } from "node:timers/promises";

const sliceMs = 4;

/**
 * One item after the other, in slices of some milliseconds, so that the window's other calls never wait for all of a list: among them the
 * one that cancels it, after which no item is begun.
 */
export async function inSlices<T>(
  items: Iterable<T>,
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void> | void,
): Promise<void> {
  let sliceBegan = performance.now();
  for (const item of items) {
    signal?.throwIfAborted();
    await work(item);
    if (performance.now() - sliceBegan < sliceMs) continue;
    await nextTurn();
    sliceBegan = performance.now();
  }
  // What follows is not added to the last slice.
  await nextTurn();
}
