import { type AppError, appError, unlessAborted } from "../../ground/core/index.ts";
import { OwnedProcess, type ProcessExit } from "../../ground/processes/index.ts";
import { labError } from "./lab-error.ts";
import { type Report, type Task, goOn, reportSchema } from "./protocol.ts";
import type { LabProcessOptions } from "./types.ts";

export type Finished = Exclude<Report, { type: "progress" | "size" | "failed" }>;

export interface TaskOptions {
  onProgress?: (done: number, total: number) => void;
  /** Before anything is written, with the bytes that will be. Throws where it may not be. */
  onSize?: (bytes: number) => Promise<void>;
  /** Whether it rests has changed. */
  onResting?: ((isResting: boolean) => void) | undefined;
  signal: AbortSignal;
  /** Whoever needs the processor more; the task rests meanwhile. */
  givesWay?: GivesWay | undefined;
}

export interface GivesWay {
  isWanted(): boolean;
  /** Returns what ends the subscription. */
  onChange(listener: () => void): () => void;
}

/**
 * Does a task in a process of its own, which ends with it, however it ends: on an abort by a kill. Throws an `AppError` for what the child
 * reports, for how it ended, and `cancelled`.
 */
export async function runLabTask(
  { nodePath, workerPath, libraries, env }: LabProcessOptions,
  task: Task,
  { onProgress, onSize, onResting, signal, givesWay }: TaskOptions,
): Promise<Finished> {
  signal.throwIfAborted();
  const child = new OwnedProcess({ modulePath: workerPath, args: [libraries], nodePath, env });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.onMessage((raw) => {
      const parsed = reportSchema.safeParse(raw);
      if (!parsed.success) {
        // It waits for no other word, and would be waited for without end.
        reject(appError("internal", "unexpected", { reason: `the child's report: ${parsed.error.message}` }));
        return;
      }
      const report = parsed.data;
      switch (report.type) {
        case "progress":
          onProgress?.(report.done, report.total);
          break;
        case "size":
          (onSize?.(report.bytes) ?? Promise.resolve()).then(() => child.send(goOn), reject);
          break;
        case "failed":
          reject(labError(report.failure, child.lastWords()));
          break;
        default:
          resolve(report);
      }
    });
    void child.exited.then((exit) => reject(endedError(exit)));
  });
  let isPaused = false;
  const yieldNow = (): void => {
    const shallRest = givesWay?.isWanted() === true;
    if (shallRest === isPaused) return;
    isPaused = shallRest;
    if (!child.pause(shallRest)) child.send({ type: shallRest ? "rest" : "wake" });
    onResting?.(shallRest);
  };
  const stopYielding = givesWay?.onChange(yieldNow);
  child.send(task);
  yieldNow();
  try {
    return await unlessAborted(finished, signal);
  } finally {
    stopYielding?.();
    await child.kill();
  }
}

function endedError(exit: ProcessExit): AppError {
  const signal = exit.how === "killed" ? exit.signal : null;
  const exitCode = exit.how === "exited" ? exit.code : null;
  const reason = exit.log.at(-1) ?? null;
  return appError("engine-crashed", "lab-ended", { signal, exitCode, reason });
}
