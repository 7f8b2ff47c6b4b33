import SQLite from "better-sqlite3";
import { toDatabaseError } from "./database-error.ts";

/** A SQLite file of another program, of which a copy is read. Methods throw `AppError` `database-failed`. */
export interface ForeignDatabase {
  /** The names of a table's columns; none where there is no such table. A view or a virtual table is none: what it would do is the file's. */
  columns(table: string): string[];
  all(sql: string, parameters: readonly unknown[]): Readonly<Record<string, unknown>>[];
  close(): void;
}

/** Throws `AppError` `database-failed`. `path`: of a copy, beside which SQLite may make files. */
export function openForeignDatabase(path: string): ForeignDatabase {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw toDatabaseError(thrown, path);
    }
  };
  return guarded(() => {
    const sqlite = new SQLite(path, { fileMustExist: true });
    // What a file of others brings along (views, triggers, defaults) may call nothing but plain functions, and nothing is written.
    sqlite.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON");
    const all: ForeignDatabase["all"] = (sql, parameters) =>
      guarded(() => sqlite.prepare<unknown[], Record<string, unknown>>(sql).all(...parameters));
    return {
      all,
      columns(table) {
        const plain = all(
          "SELECT 1 FROM sqlite_schema WHERE name = ? AND type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
          [table],
        );
        if (plain.length === 0) return [];
        return all("SELECT name FROM pragma_table_info(?)", [table]).map(({ name }) => String(name));
      },
      close() {
        sqlite.close();
      },
    };
  });
}
