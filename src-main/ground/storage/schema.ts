import SQLite from "better-sqlite3";
import { runMigration } from "./run-migration.ts";
import type { Migration } from "./types.ts";

/** "table.column" for every column of every table. */
export type Columns = ReadonlySet<string>;

export function userVersion(sqlite: SQLite.Database): number {
  const row = sqlite.prepare<[], Record<string, unknown>>("PRAGMA user_version").get();
  return Number(row?.["user_version"]);
}

export function columnsOf(sqlite: SQLite.Database): Columns {
  const rows = sqlite
    .prepare<[], Record<string, unknown>>(
      `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all();
  return new Set(rows.map((row) => `${String(row["table"])}.${String(row["column"])}`));
}

/** What a sound file of this version holds: the first `version` migrations, run on an empty one. */
export function expectedSchema(
  migrations: readonly Migration[],
  version: number,
): { columns: Columns; indexes: ReadonlyMap<string, string> } {
  const empty = new SQLite(":memory:");
  try {
    for (const migration of migrations.slice(0, version)) runMigration(empty, migration);
    return { columns: columnsOf(empty), indexes: indexesOf(empty) };
  } finally {
    empty.close();
  }
}

/** The statement that makes each index, by name; those that SQLite makes by itself have none. */
export function indexesOf(sqlite: SQLite.Database): ReadonlyMap<string, string> {
  const rows = sqlite
    .prepare<[], Record<string, unknown>>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all();
  return new Map(rows.map((row) => [String(row["name"]), String(row["sql"])]));
}
