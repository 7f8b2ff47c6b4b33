import SQLite from "better-sqlite3";
import type { Logger } from "../core/index.ts";
import { Connection } from "./connection.ts";
import { toDatabaseError } from "./database-error.ts";
import type { Database } from "./types.ts";

const busyTimeoutMs = 5000;

/**
 * The database of another process of ours, which has opened it, brought it to its version and keeps its backup. What is written here is
 * safe from the end of this process at once, and from a cut of power when the other one has written after it. Throws `AppError`
 * `database-failed`.
 */
export function openBeside(path: string, logger: Logger): Database {
  try {
    const sqlite = new SQLite(path, { fileMustExist: true });
    sqlite.pragma(`busy_timeout = ${busyTimeoutMs}`);
    sqlite.pragma("synchronous = NORMAL");
    sqlite.pragma("foreign_keys = ON");
    return new Connection(sqlite, path, null, { outcome: "opened", movedAside: null }, logger);
  } catch (thrown) {
    throw toDatabaseError(thrown, path);
  }
}
