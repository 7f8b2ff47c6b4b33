import SQLite from "better-sqlite3";
import { placeOf, putAside } from "./places.ts";

/** Long enough for another process to copy and check a large backup. */
const longestMendMs = 60_000;

/**
 * Does what must be done by one process at a time, while others wait. The lock is SQLite's own on a file beside the
 * database, which the system releases when its holder dies. Throws what `work` throws, and SQLITE_BUSY when the other
 * process does not finish.
 */
export function withMendingLock<T>(path: string, work: () => T): T {
  const lockPath = `${path}.mending`;
  if (placeOf(lockPath) === "obstacle") putAside(lockPath);
  const lock = new SQLite(lockPath);
  try {
    lock.pragma(`busy_timeout = ${longestMendMs}`);
    lock.exec("BEGIN EXCLUSIVE");
    return work();
  } finally {
    lock.close();
  }
}
