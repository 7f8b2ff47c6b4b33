import SQLite from "better-sqlite3";
import { systemCode } from "../core/index.ts";
import { isDamage, toDatabaseError } from "./database-error.ts";
import { placeOf } from "./places.ts";

/**
 * Whether no process has the database open. Its log is brought into the file then, which is in one piece until it is opened again; one
 * that is damaged is left as it is, with what stands beside it. Throws `AppError` `database-failed`.
 */
export function isAloneWith(path: string): boolean {
  if (placeOf(path) !== "file") return true;
  try {
    const sqlite = new SQLite(path, { fileMustExist: true });
    try {
      sqlite.pragma("busy_timeout = 0");
      // Who has it open has it with a log, and taking the log away needs the file for itself.
      const row = sqlite.prepare<[], Record<string, unknown>>("PRAGMA journal_mode = DELETE").get();
      if (row?.["journal_mode"] !== "delete") return false;
      sqlite.exec("BEGIN EXCLUSIVE");
      sqlite.exec("COMMIT");
      return true;
    } finally {
      sqlite.close();
    }
  } catch (thrown) {
    if (isDamage(thrown)) return true;
    if (systemCode(thrown).startsWith("SQLITE_BUSY")) return false;
    throw toDatabaseError(thrown, path);
  }
}
