import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Milliseconds of the computer's cores since it was started, all cores together. */
export interface SystemTime {
  /** Idle. */
  idleMs: number;
  /** Taken by a hypervisor for other machines; 0 where the system does not say. */
  stolenMs: number;
}

/** Linux counts its cores' time in hundredths of a second. */
const tickMs = 10;

/** Null where the system does not say. */
export function readSystemTime(): SystemTime | null {
  try {
    // `os.cpus()` asks for each core's frequency besides, which takes milliseconds where there are many.
    if (process.platform === "linux") return parseProcStat(readFileSync("/proc/stat", "utf8"));
    return { idleMs: cpus().reduce((sum, { times }) => sum + times.idle, 0), stolenMs: 0 };
  } catch {
    return null;
  }
}

/** "cpu  user nice system idle iowait irq softirq steal …". Waiting for a disk leaves the core free. */
export function parseProcStat(text: string): SystemTime | null {
  const found = /^cpu +\d+ \d+ \d+ (\d+) (\d+)(?: \d+ \d+ (\d+))?/.exec(text);
  if (found === null) return null;
  const [, idle, waiting, stolen] = found;
  return { idleMs: (Number(idle) + Number(waiting)) * tickMs, stolenMs: Number(stolen ?? 0) * tickMs };
}
