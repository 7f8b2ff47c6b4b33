import type SQLite from "better-sqlite3";
import { runMigration } from "./run-migration.ts";
import { userVersion } from "./schema.ts";
import type { Migration } from "./types.ts";

/**
 * Brings an open file to the newest version in one transaction: an interrupted or failed migration leaves the old version, whole.
 * A migration may rebuild tables (make a new one, copy, drop the old one, rename). Throws what SQLite throws, or an `Error`
 * when rows would refer to something that is no longer there.
 */
export function migrate(sqlite: SQLite.Database, migrations: readonly Migration[]): void {
  // With foreign keys on, DROP TABLE deletes the rows of all tables that refer to it. The pragma does nothing inside a
  // transaction, so it is set around it.
  sqlite.pragma("foreign_keys = OFF");
  try {
    sqlite.exec("BEGIN IMMEDIATE");
    try {
      const before = brokenReferences(sqlite);
      // Asked again inside: another process may have been faster.
      for (let at = userVersion(sqlite); at < migrations.length; at++) runMigration(sqlite, migrations[at] ?? "");
      requireNoneBroken(before, brokenReferences(sqlite));
      sqlite.pragma(`user_version = ${migrations.length}`);
      sqlite.exec("COMMIT");
    } catch (thrown) {
      rollBack(sqlite);
      throw thrown;
    }
  } finally {
    sqlite.pragma("foreign_keys = ON");
  }
}

/** How many rows of each table refer to a row that is not there. */
function brokenReferences(sqlite: SQLite.Database): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of sqlite.prepare<[], Record<string, unknown>>("PRAGMA foreign_key_check").all()) {
    const table = String(row["table"]);
    counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  return counts;
}

/** What was broken before, by whatever means, must not keep a person from the new version for ever. */
function requireNoneBroken(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  for (const [table, count] of after) {
    const more = count - (before.get(table) ?? 0);
    if (more > 0) throw new Error(`the migration would leave ${more} rows of ${table} without the rows they refer to`);
  }
}

/** SQLite has already rolled back after some errors (a full disk); the first error is the one that says what happened. */
function rollBack(sqlite: SQLite.Database): void {
  try {
    sqlite.exec("ROLLBACK");
  } catch {
    // Nothing was left to roll back.
  }
}
