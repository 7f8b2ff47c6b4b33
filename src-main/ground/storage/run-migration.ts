import type SQLite from "better-sqlite3";
import type { Bindable, MigratingDatabase, Migration, Row } from "./types.ts";

/** Inside a transaction of the caller's. */
export function runMigration(sqlite: SQLite.Database, migration: Migration): void {
  if (typeof migration === "string") sqlite.exec(migration);
  else migration(new Migrating(sqlite));
}

class Migrating implements MigratingDatabase {
  readonly #sqlite: SQLite.Database;
  readonly #statements = new Map<string, SQLite.Statement<Bindable[], Row>>();

  constructor(sqlite: SQLite.Database) {
    this.#sqlite = sqlite;
  }

  exec(sql: string): void {
    this.#sqlite.exec(sql);
  }

  all<T>(sql: string, parameters: readonly Bindable[], read: (row: Row) => T): T[] {
    return this.#prepare(sql)
      .all(...parameters)
      .map(read);
  }

  run(sql: string, parameters: readonly Bindable[]): void {
    this.#prepare(sql).run(...parameters);
  }

  /** Once: a conversion runs the same few for every row. */
  #prepare(sql: string): SQLite.Statement<Bindable[], Row> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#sqlite.prepare<Bindable[], Row>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
