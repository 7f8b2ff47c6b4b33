import { readFileSync } from "node:fs";
import { freemem, totalmem } from "node:os";

/**
 * Processes that Linux has ended for want of memory since it started, the computer's or a control group's. Null where
 * they are not counted: other systems, kernels before 4.13.
 */
export function countMemoryKills(): number | null {
  if (process.platform !== "linux") return null;
  try {
    const found = /^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}

/**
 * With less than this share free, programs that watch over memory (earlyoom and its like) end the largest one,
 * uncounted.
 */
const crampedShare = 0.1;

export interface KilledProcess {
  signal: NodeJS.Signals;
  /** When its last work began, and now that it is gone. */
  killsBefore: number | null;
  killsNow: number | null;
  /** Anonymous memory that it needs; null where that is not known. */
  needBytes: number | null;
  /** Now that what it held has been given back. */
  freeBytes?: number;
  totalBytes?: number;
}

/** Whether a process was killed because memory ran out, rather than by a person, another program or the system's end. */
export function isKilledForMemory({
  signal,
  killsBefore,
  killsNow,
  needBytes,
  freeBytes = freemem(),
  totalBytes = totalmem(),
}: KilledProcess): boolean {
  // Without a count, the careful answer is yes: people end a program in gentler ways first.
  if (killsBefore === null || killsNow === null) return signal === "SIGKILL";
  return killsNow > killsBefore || freeBytes - (needBytes ?? 0) < crampedShare * totalBytes;
}
