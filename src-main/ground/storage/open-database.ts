import { accessSync, constants, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import SQLite from "better-sqlite3";
import { appError } from "../core/index.ts";
import { checkSoundness, quickCheck, restoreIndexes } from "./check-soundness.ts";
import { Connection } from "./connection.ts";
import { DamagedDatabase, isDamage, lacksRoomToShare, toDatabaseError } from "./database-error.ts";
import { hasForeignHeader } from "./file-header.ts";
import { withMendingLock } from "./with-mending-lock.ts";
import { migrate } from "./migrate.ts";
import { clearCompanions, placeOf, putAside } from "./places.ts";
import { backupPath, restoreBackup } from "./restore-backup.ts";
import type { Database, OpenOptions, OpeningReport } from "./types.ts";

/** better-sqlite3 13 is built against Node-API 10: an older runtime does not refuse it but crashes. */
const neededNodeApi = 10;

/** Another process (the command line beside the window) may write; SQLite waits this long for it. */
const busyTimeoutMs = 5000;

/**
 * Opens the file, or makes it; brings it up to date, after a backup beside it (`<path>.backup`, one generation). What
 * is damaged or lost, or no file at all, is put aside and the backup, or an empty database, takes its place; `opening`
 * says which. Throws `AppError` `database-failed` when it was made by a newer version, is held by another process or
 * may not be opened, and `disk-full`; nothing is put aside then.
 */
export function openDatabase(options: OpenOptions): Database {
  const { path, logger } = options;
  refuseOldRuntime();
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      return openWhatIsThere(options);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      logger.error("the database is damaged", { reason: thrown.message });
    }
    return withMendingLock(path, () => mend(options));
  } catch (thrown) {
    throw toDatabaseError(thrown, path);
  }
}

function openWhatIsThere(options: OpenOptions): Database {
  const { path } = options;
  const place = placeOf(path);
  if (place === "obstacle") throw new DamagedDatabase("it is not a file");
  // SQLite would open what it may only read, and fail at the first thing that is to be kept.
  if (place === "file") accessSync(path, constants.R_OK | constants.W_OK);
  // SQLite takes an emptied or missing file for a new one; with a backup beside it, it is one that was lost.
  const isLost = place === "free" || statSync(path).size === 0;
  if (isLost && placeOf(backupPath(path)) === "file") throw new DamagedDatabase("it is missing or empty");
  if (!isLost && hasForeignHeader(path)) throw new DamagedDatabase("it does not begin as a database");
  const movedAside = clearCompanions(path);
  return openAt(options, { outcome: isLost ? "created" : "opened", movedAside });
}

/** Puts aside what is damaged, unless another process has just done so: what took its place is in use. */
function mend(options: OpenOptions): Database {
  try {
    return openWhatIsThere(options);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
  }
  return openInItsPlace(options, putAside(options.path));
}

/** The backup where it is sound, else an empty database. */
function openInItsPlace(options: OpenOptions, movedAside: string | null): Database {
  const { path, logger } = options;
  if (restoreBackup(path)) {
    try {
      return openAt(options, { outcome: "restored", movedAside });
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      logger.error("the backup of the database is damaged too", { reason: thrown.message });
      // A copy; what it was copied from is put aside, or the next backup would replace it.
      for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
      const backup = putAside(backupPath(path));
      return openAt(options, { outcome: "replaced", movedAside: movedAside ?? backup });
    }
  }
  return openAt(options, { outcome: "replaced", movedAside });
}

/** The stand-in of the fall-back runtime speaks to another library and cannot serialise; only the real one is guarded. */
function refuseOldRuntime(): void {
  const prototype: object = SQLite.prototype;
  const nodeApi = Number(process.versions["napi"] ?? 0);
  if ("serialize" in prototype && nodeApi < neededNodeApi) {
    throw appError("database-failed", "old-runtime", { runtime: process.versions.node, nodeApi, neededNodeApi });
  }
}

function openAt(options: OpenOptions, { outcome, movedAside }: OpeningReport, isAlone = false): Database {
  const { path, migrations, logger } = options;
  const sqlite = new SQLite(path);
  try {
    sqlite.pragma(`busy_timeout = ${busyTimeoutMs}`);
    if (isAlone) sqlite.pragma("locking_mode = EXCLUSIVE");
    sqlite.pragma("journal_mode = WAL");
    sqlite.pragma("synchronous = FULL");
    sqlite.pragma("foreign_keys = ON");
    const version = checkSoundness(sqlite, migrations);
    if (version === 0 && outcome === "restored") throw new DamagedDatabase("there is nothing in it");
    const migrated = version < migrations.length;
    const report: OpeningReport = { outcome: outcome === "opened" && migrated ? "migrated" : outcome, movedAside };
    const connection = new Connection(sqlite, path, backupPath(path), report, logger);
    if (migrated) {
      if (version > 0) connection.backUp();
      migrate(sqlite, migrations);
      quickCheck(sqlite);
    }
    restoreIndexes(sqlite, migrations);
    return connection;
  } catch (thrown) {
    sqlite.close();
    if (!isAlone && lacksRoomToShare(thrown)) return openAt(options, { outcome, movedAside }, true);
    throw thrown;
  }
}
