import type SQLite from "better-sqlite3";
import { appError } from "../core/index.ts";
import { DamagedDatabase } from "./database-error.ts";
import { columnsOf, expectedSchema, indexesOf, userVersion } from "./schema.ts";
import type { Migration } from "./types.ts";

/** No Bitloft will have as many migrations: a higher version number means damage. */
const mostVersions = 10_000;

/**
 * Whether an open file is what its version says, by SQLite's own check, or a stricter one, and by its tables and columns. Returns the version.
 * Throws `DamagedDatabase`, and `AppError` for a file that a newer Bitloft has made, which is left alone.
 */
export function checkSoundness(
  sqlite: SQLite.Database,
  migrations: readonly Migration[],
  check: (sqlite: SQLite.Database) => void = quickCheck,
): number {
  check(sqlite);
  // One view of the file: another process may migrate it at this moment.
  sqlite.exec("BEGIN");
  try {
    const version = userVersion(sqlite);
    if (version < 0 || version > mostVersions) throw new DamagedDatabase(`there is no version ${version}`);
    if (version > migrations.length) {
      throw appError("database-failed", "newer-version", { version, knownVersion: migrations.length });
    }
    checkColumns(sqlite, migrations, version);
    return version;
  } finally {
    if (sqlite.inTransaction) sqlite.exec("COMMIT");
  }
}

/** SQLite's own check of pages and rows. Throws `DamagedDatabase`. */
export const quickCheck = (sqlite: SQLite.Database): void => ownCheck(sqlite, "quick_check");

/** More: indexes are compared with their tables too. */
export const wholeCheck = (sqlite: SQLite.Database): void => ownCheck(sqlite, "integrity_check");

function ownCheck(sqlite: SQLite.Database, pragma: "quick_check" | "integrity_check"): void {
  const row = sqlite.prepare<[], Record<string, unknown>>(`PRAGMA ${pragma}(1)`).get();
  const finding = row?.[pragma];
  if (finding !== "ok") throw new DamagedDatabase(String(finding));
}

/** An index holds nothing that its table does not: one that is missing is made again. */
export function restoreIndexes(sqlite: SQLite.Database, migrations: readonly Migration[]): void {
  const present = indexesOf(sqlite);
  for (const [name, sql] of expectedSchema(migrations, migrations.length).indexes) {
    if (!present.has(name)) sqlite.exec(sql);
  }
}

function checkColumns(sqlite: SQLite.Database, migrations: readonly Migration[], version: number): void {
  const found = columnsOf(sqlite);
  if (version === 0) {
    if (found.size > 0) throw new DamagedDatabase("it has tables and no version");
    return;
  }
  const { columns: expected } = expectedSchema(migrations, version);
  for (const column of expected) {
    if (!found.has(column)) throw new DamagedDatabase(`${column} is missing`);
  }
  if (version === migrations.length) return;
  // What a later version adds and is there already: the number is wrong, and migrating would fail for ever.
  for (const column of expectedSchema(migrations, migrations.length).columns) {
    if (!expected.has(column) && found.has(column))
      throw new DamagedDatabase(`${column} is newer than version ${version}`);
  }
}
