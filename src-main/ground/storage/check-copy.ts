import SQLite from "better-sqlite3";
import { AppError } from "../core/index.ts";
import { checkSoundness, wholeCheck } from "./check-soundness.ts";
import { DamagedDatabase, isDamage, toDatabaseError } from "./database-error.ts";
import { hasForeignHeader } from "./file-header.ts";
import type { Migration } from "./types.ts";

/** `newer`: a later version of Bitloft has made it. */
export type CopyCheck = { state: "sound"; version: number } | { state: "newer" } | { state: "damaged"; reason: string };

/**
 * Whether a copy of the database, which anybody may have made, could take the database's place: all of its pages, rows and
 * indexes by SQLite's own check, its tables and columns by its version, and nothing in it that acts by itself. The file
 * is in one piece afterwards, without a log beside it. Throws `AppError` where it cannot be read.
 */
export function checkCopy(path: string, migrations: readonly Migration[]): CopyCheck {
  try {
    if (hasForeignHeader(path)) throw new DamagedDatabase("it does not begin as a database");
    const sqlite = new SQLite(path, { fileMustExist: true });
    try {
      sqlite.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
      sqlite.prepare("PRAGMA journal_mode = DELETE").get();
      const version = checkSoundness(sqlite, migrations, (copy) => {
        wholeCheck(copy);
        refuseWhatActs(copy);
      });
      if (version === 0) throw new DamagedDatabase("there is nothing in it");
      return { state: "sound", version };
    } finally {
      sqlite.close();
    }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.key === "newer-version") return { state: "newer" };
    if (isDamage(thrown)) return { state: "damaged", reason: thrown.message };
    throw toDatabaseError(thrown, path);
  }
}

/** Bitloft's own tables have no triggers, views and modules: what brings some would run them at the next writing. */
function refuseWhatActs(sqlite: SQLite.Database): void {
  const row = sqlite
    .prepare<[], Record<string, unknown>>(
      `SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%' LIMIT 1`,
    )
    .get();
  if (row !== undefined) throw new DamagedDatabase(`${String(row["name"])} does not belong in it`);
}
