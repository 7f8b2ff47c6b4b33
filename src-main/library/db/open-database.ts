import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import SQLite from "better-sqlite3";
import { AppError, type Logger } from "../../core/index.ts";
import { Connection } from "./connection.ts";
import type { Database, OpeningReport } from "./database.ts";
import { DamagedDatabase, isDamage, lacksRoomToShare, toDatabaseError } from "./database-error.ts";
import { migrations as allMigrations } from "./migrations/index.ts";

/** better-sqlite3 13 is built against Node-API 10: an older runtime does not refuse it but crashes. */
const neededNodeApi = 10;

/** Another process (the command line beside the window) may write; SQLite waits this long for it. */
const busyTimeoutMs = 5000;

export interface OpenOptions {
  /** Fewer than all, for tests of a migration. */
  migrations?: readonly string[];
}

/**
 * Opens the file, or makes it; brings it up to date, after a backup beside it (`<path>.backup`, one generation). A damaged
 * or lost file is moved aside and the backup, or an empty database, takes its place: `opening` tells. Throws `AppError` with code
 * `database-failed` when it was made by a newer version or cannot be opened for another reason.
 */
export function openDatabase(path: string, logger: Logger, { migrations = allMigrations }: OpenOptions = {}): Database {
  refuseOldRuntime();
  try {
    mkdirSync(dirname(path), { recursive: true });
    const isNew = !existsSync(path);
    try {
      // SQLite takes an emptied or missing file for a new one; with a backup beside it, it is one that was lost.
      const isLost = isNew || statSync(path).size === 0;
      if (isLost && existsSync(backupPath(path))) throw new DamagedDatabase(isNew ? "missing file" : "empty file");
      return openAt(path, migrations, logger, isNew ? "created" : "opened");
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      logger.error("the database is damaged", { reason: thrown.message });
    }
    const movedAside = moveAside(path);
    const backup = backupPath(path);
    if (existsSync(backup)) {
      try {
        copyFileSync(backup, path);
        return openAt(path, migrations, logger, "restored", movedAside);
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown;
        logger.error("the backup of the database is damaged too", { reason: thrown.message });
        removeDatabase(path);
      }
    }
    return openAt(path, migrations, logger, "replaced", movedAside);
  } catch (thrown) {
    throw toDatabaseError(thrown);
  }
}

export const backupPath = (path: string): string => `${path}.backup`;

/** The stand-in of the fall-back runtime speaks to another library and cannot serialise; only the real one is guarded. */
function refuseOldRuntime(): void {
  const prototype: object = SQLite.prototype;
  const nodeApi = Number(process.versions["napi"] ?? 0);
  if ("serialize" in prototype && nodeApi < neededNodeApi) {
    throw new AppError(
      "database-failed",
      `Bitloft's database needs a newer runtime than Node ${process.versions.node}. Use Node 22.14 or later.`,
      { nodeApi, neededNodeApi },
    );
  }
}

function openAt(
  path: string,
  migrations: readonly string[],
  logger: Logger,
  outcome: OpeningReport["outcome"],
  movedAside: string | null = null,
  isAlone = false,
): Database {
  const sqlite = new SQLite(path);
  try {
    sqlite.pragma(`busy_timeout = ${busyTimeoutMs}`);
    if (isAlone) sqlite.pragma("locking_mode = EXCLUSIVE");
    sqlite.pragma("journal_mode = WAL");
    sqlite.pragma("synchronous = FULL");
    sqlite.pragma("foreign_keys = ON");
    quickCheck(sqlite);
    const version = userVersion(sqlite);
    if (version > migrations.length) {
      throw new AppError(
        "database-failed",
        "The library was made by a newer version of Bitloft. Install that version again to open it.",
        { version, knownVersion: migrations.length },
      );
    }
    const migrated = version < migrations.length;
    const report: OpeningReport = { outcome: outcome === "opened" && migrated ? "migrated" : outcome, movedAside };
    const connection = new Connection(sqlite, path, backupPath(path), report, logger);
    if (migrated) {
      if (version > 0) connection.backUp();
      migrate(connection, sqlite, migrations);
      quickCheck(sqlite);
    }
    return connection;
  } catch (thrown) {
    sqlite.close();
    if (!isAlone && lacksRoomToShare(thrown)) return openAt(path, migrations, logger, outcome, movedAside, true);
    throw thrown;
  }
}

function migrate(connection: Connection, sqlite: SQLite.Database, migrations: readonly string[]): void {
  // One transaction for all: an interrupted migration leaves the old version, whole.
  connection.transaction(() => {
    // Asked again inside: another process may have been faster.
    const version = userVersion(sqlite);
    for (const migration of migrations.slice(version)) sqlite.exec(migration);
    sqlite.pragma(`user_version = ${migrations.length}`);
  });
}

function quickCheck(sqlite: SQLite.Database): void {
  const rows = sqlite.prepare<[], Record<string, unknown>>("PRAGMA quick_check(1)").all();
  const finding = rows[0]?.["quick_check"];
  if (finding !== "ok") throw new DamagedDatabase(String(finding));
}

function userVersion(sqlite: SQLite.Database): number {
  const row = sqlite.prepare<[], Record<string, unknown>>("PRAGMA user_version").get();
  return Number(row?.["user_version"]);
}

const companions = ["", "-wal", "-shm"] as const;

/** Renames the file and its log, together, to a name that is free. Returns the file's new name; null where there is none. */
function moveAside(path: string): string | null {
  const isThere = existsSync(path);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  let target = `${path}.damaged-${stamp}`;
  for (let count = 2; existsSync(target); count++) target = `${path}.damaged-${stamp}-${count}`;
  for (const suffix of companions) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return isThere ? target : null;
}

function removeDatabase(path: string): void {
  for (const suffix of companions) rmSync(path + suffix, { force: true });
}
