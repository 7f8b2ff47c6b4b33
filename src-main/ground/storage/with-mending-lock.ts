import SQLite from "better-sqlite3";
import { toDatabaseError } from "./database-error.ts";
import { placeOf, putAside } from "./places.ts";

/** Long enough for another process to copy and check a large backup. */
const longestMendMs = 60_000;

/**
 * Does what must be done by one process at a time, while others wait. The lock is SQLite's own on a file beside the
 * database, which the system releases when its holder dies. Throws what `work` throws, and `AppError` `database-failed`
 * when the other process does not finish.
 */
export function withMendingLock<T>(path: string, work: () => T): T {
  const release = takeMendingLock(path);
  try {
    return work();
  } finally {
    release();
  }
}

/** The same for work that takes turns with others of this process. Returns what releases it. Throws `AppError` `database-failed`. */
export function takeMendingLock(path: string): () => void {
  const lockPath = `${path}.mending`;
  if (placeOf(lockPath) === "obstacle") putAside(lockPath);
  try {
    const lock = new SQLite(lockPath);
    try {
      lock.pragma(`busy_timeout = ${longestMendMs}`);
      lock.exec("BEGIN EXCLUSIVE");
    } catch (thrown) {
      lock.close();
      throw thrown;
    }
    return () => {
      lock.close();
    };
  } catch (thrown) {
    throw toDatabaseError(thrown, lockPath);
  }
}
