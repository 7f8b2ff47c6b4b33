import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Linux counts its cores' time in hundredths of a second. */
const tickMs = 10;

/** Milliseconds that the computer's cores have been idle, all together; null where the system does not say. */
export function idleMs(): number | null {
  try {
    // `os.cpus()` asks for each core's frequency besides, which takes milliseconds where there are many.
    if (process.platform === "linux") return parseIdle(readFileSync("/proc/stat", "utf8"));
    return cpus().reduce((sum, { times }) => sum + times.idle, 0);
  } catch {
    return null;
  }
}

/** Of `/proc/stat`: "cpu  user nice system idle iowait …". Waiting for a disk leaves the core free. */
export function parseIdle(stat: string): number | null {
  const found = /^cpu +\d+ \d+ \d+ (\d+) (\d+)/.exec(stat);
  return found === null ? null : (Number(found[1]) + Number(found[2])) * tickMs;
}
