import SQLite from "better-sqlite3";
import { toDatabaseError } from "./database-error.ts";

/**
 * Writes a database, as it is at this moment, into a new file, whoever else is writing to it. Throws `AppError`: `disk-full`, or
 * `database-failed`.
 */
export function copyDatabase(from: string, to: string): void {
  try {
    // Never a new one: an empty file would pass for a copy where the database was deleted.
    const source = new SQLite(from, { fileMustExist: true });
    try {
      source.prepare("VACUUM INTO ?").run(to);
    } finally {
      source.close();
    }
  } catch (thrown) {
    throw toDatabaseError(thrown, from);
  }
}
