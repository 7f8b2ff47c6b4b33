import { setImmediate as nextTurn } from "node:timers/promises";

/** What work in steps comes to, without a break. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same with a turn for others between two steps: among them whoever fires the signal, after which no step is begun. */
export async function stepByStep<T>(steps: Generator<void, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    await nextTurn();
    signal.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
