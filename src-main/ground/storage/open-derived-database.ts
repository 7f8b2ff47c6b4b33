import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import SQLite from "better-sqlite3";
import type { Logger } from "../core/index.ts";
import { Connection } from "./connection.ts";
import { toDatabaseError } from "./database-error.ts";
import { companions, placeOf, putAside } from "./places.ts";
import { userVersion } from "./schema.ts";
import type { Database } from "./types.ts";

export interface DerivedOptions {
  path: string;
  /** Makes an empty file what it is to be. */
  schema: string;
  /** Of the schema: a file of another version is rebuilt. */
  version: number;
  logger: Logger;
}

const busyTimeoutMs = 5000;

/**
 * A file that holds only what can be derived from the database: it has no backup and is not checked, and one that
 * cannot be used is rebuilt (`opening` is `created`). Throws `AppError` as `openDatabase` does.
 */
export function openDerivedDatabase(options: DerivedOptions): Database {
  const { path, logger } = options;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      return openAt(options);
    } catch (thrown) {
      logger.warn("a file that can be made anew cannot be used", { path, error: String(thrown) });
    }
    for (const suffix of ["", ...companions]) {
      if (placeOf(path + suffix) === "obstacle") putAside(path + suffix);
      else rmSync(path + suffix, { force: true });
    }
    return openAt(options);
  } catch (thrown) {
    throw toDatabaseError(thrown, path);
  }
}

function openAt({ path, schema, version, logger }: DerivedOptions): Database {
  const sqlite = new SQLite(path);
  try {
    sqlite.pragma(`busy_timeout = ${busyTimeoutMs}`);
    sqlite.pragma("journal_mode = WAL");
    // What a cut of power takes is worked out again.
    sqlite.pragma("synchronous = NORMAL");
    const found = userVersion(sqlite);
    if (found !== 0 && found !== version) throw new Error(`it is of version ${found}`);
    if (found === 0) {
      sqlite.exec("BEGIN IMMEDIATE");
      if (userVersion(sqlite) === 0) sqlite.exec(`${schema}; PRAGMA user_version = ${version}`);
      sqlite.exec("COMMIT");
    }
    const outcome = found === 0 ? "created" : "opened";
    return new Connection(sqlite, path, null, { outcome, movedAside: null }, logger);
  } catch (thrown) {
    sqlite.close();
    throw thrown;
  }
}
