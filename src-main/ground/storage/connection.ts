import { existsSync, renameSync, rmSync } from "node:fs";
import type SQLite from "better-sqlite3";
import type { Logger } from "../core/index.ts";
import type { Bindable, Database, OpeningReport, Row } from "./types.ts";
import { copyDatabase } from "./copy-database.ts";
import { toDatabaseError } from "./database-error.ts";
import { placeOf, putAside } from "./places.ts";

/** One open SQLite file. Statements are prepared once: the SQL of this application is a fixed set of texts. */
export class Connection implements Database {
  readonly path: string;
  readonly opening: OpeningReport;
  readonly #sqlite: SQLite.Database;
  readonly #backupPath: string | null;
  readonly #statements = new Map<string, SQLite.Statement<Bindable[], Row>>();
  readonly #logger: Logger;
  #inTransaction = false;
  #changed: boolean;
  #open = true;

  /** `backupPath`: null for what can be rebuilt. */
  constructor(
    sqlite: SQLite.Database,
    path: string,
    backupPath: string | null,
    opening: OpeningReport,
    logger: Logger,
  ) {
    this.#sqlite = sqlite;
    this.path = path;
    this.#backupPath = backupPath;
    this.opening = opening;
    this.#logger = logger;
    this.#changed = backupPath !== null && !existsSync(backupPath);
  }

  all<T>(sql: string, parameters: readonly Bindable[], read: (row: Row) => T): T[] {
    return this.#guarded(() =>
      this.#prepare(sql)
        .all(...parameters)
        .map(read),
    );
  }

  get<T>(sql: string, parameters: readonly Bindable[], read: (row: Row) => T): T | null {
    return this.#guarded(() => {
      const row = this.#prepare(sql).get(...parameters);
      return row === undefined ? null : read(row);
    });
  }

  run(sql: string, parameters: readonly Bindable[] = []): number {
    return this.#guarded(() => {
      const { changes } = this.#prepare(sql).run(...parameters);
      if (changes > 0) this.#changed = true;
      return changes;
    });
  }

  outsideVersion(): number {
    return this.get("PRAGMA data_version", [], (row) => Number(row["data_version"])) ?? 0;
  }

  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    return this.#guarded(() => {
      // IMMEDIATE: a reader that turns writer half-way would fail with SQLITE_BUSY without waiting.
      this.#sqlite.exec("BEGIN IMMEDIATE");
      this.#inTransaction = true;
      try {
        const result = work();
        this.#sqlite.exec("COMMIT");
        return result;
      } catch (thrown) {
        this.#rollBack();
        throw thrown;
      } finally {
        this.#inTransaction = false;
      }
    });
  }

  /** A whole copy beside the file; the one before is replaced only when the new one is complete. */
  backUp(): void {
    const backup = this.#backupPath;
    if (backup === null) return;
    this.#guarded(() => {
      const unfinished = `${backup}.new`;
      for (const place of [unfinished, backup]) if (placeOf(place) === "obstacle") putAside(place);
      rmSync(unfinished, { force: true });
      // By a separate connection: VACUUM is refused while any statement of this one has not been reset.
      copyDatabase(this.path, unfinished);
      renameSync(unfinished, backup);
      this.#changed = false;
    });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      if (this.#changed) this.backUp();
      this.#sqlite.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (error) {
      // The file itself is whole, and the backup before this one is still there.
      this.#logger.warn("the database could not be backed up", { error: String(error) });
    } finally {
      this.#statements.clear();
      this.#sqlite.close();
    }
  }

  /** SQLite has already rolled back after some errors (a full disk); then there is nothing left to do. */
  #rollBack(): void {
    try {
      this.#sqlite.exec("ROLLBACK");
    } catch {
      // The first error is the one that says what happened.
    }
  }

  #prepare(sql: string): SQLite.Statement<Bindable[], Row> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#sqlite.prepare<Bindable[], Row>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw toDatabaseError(thrown);
    }
  }
}
