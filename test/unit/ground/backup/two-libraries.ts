import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { Backups, type DatabaseWork, doDatabaseWork } from "../../../../src-main/ground/backup/index.ts";
import { AppError, appError, silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { CopyCheck, Migration } from "../../../../src-main/ground/storage/index.ts";
import { plantTree } from "../../../fixtures/conversation-tree.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { makeDataFolder } from "../../../fixtures/version-before/make-data-folder.ts";

/** All that a data folder has in it that a backup has. */
export interface Kept {
  rows: Record<string, string[]>;
  settings: string;
  attachments: Record<string, string>;
}

export const never = new AbortController().signal;
export const quietly = (): void => undefined;

/** Two data folders: one with rows of every kind, and another one with a few others. Each test has copies of them. */
export class TwoLibraries {
  readonly folder: string = mkdtempSync(join(tmpdir(), "bitloft-backup-"));
  #copies = 0;

  constructor() {
    makeDataFolder(this.#path("rich"));
    openAppDatabase(join(this.#path("rich"), "bitloft.db")).close();
    for (const content of ["one", "two 🙂", ""]) attach(this.#path("rich"), content);
    mkdirSync(this.#path("other"));
    const db = openAppDatabase(join(this.#path("other"), "bitloft.db"));
    plantTree(db);
    db.close();
    writeFileSync(join(this.#path("other"), "settings.json"), JSON.stringify({ version: 1, theme: "dark" }));
    for (const content of ["one", "three"]) attach(this.#path("other"), content);
  }

  /** A data folder of its own. */
  rich(): string {
    return this.copyOf(this.#path("rich"));
  }

  other(): string {
    return this.copyOf(this.#path("other"));
  }

  copyOf(folder: string): string {
    const copy = this.free();
    cpSync(folder, copy, { recursive: true });
    return copy;
  }

  /** A path of nothing. */
  free(): string {
    return this.#path(`copy-${this.#copies++}`);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.folder, name);
  }
}

export function backupsOf(dataFolder: string, steps: readonly Migration[] = migrations): Backups {
  mkdirSync(dataFolder, { recursive: true });
  const clock = { now: () => 1_700_000_000_000 };
  return new Backups({
    ...{ dataFolder, migrations: steps, appVersion: () => "0.1.0", clock, logger: silentLogger },
    databases: databasesHere(steps),
  });
}

/** As the process for it does it, without that. */
function databasesHere(steps: readonly Migration[]): DatabaseWork {
  const ask = (order: unknown, signal: AbortSignal): Promise<CopyCheck> => {
    if (signal.aborted) return Promise.reject(appError("cancelled", "cancelled"));
    const told = doDatabaseWork(order, steps);
    return "error" in told ? Promise.reject(new AppError(told.error)) : Promise.resolve(told.check);
  };
  return {
    copy: (from, to, signal) => ask({ type: "copy", from, to }, signal),
    check: (path, signal) => ask({ type: "check", path }, signal),
  };
}

/** Of the database, in one piece or with its log. */
export function rowsOf(path: string): Kept["rows"] {
  const sqlite = new SQLite(path, { fileMustExist: true });
  try {
    const names = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const rows = (name: string): string[] =>
      sqlite
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort();
    return Object.fromEntries(
      names.map((row) => [String((row as { name: unknown }).name), rows(String((row as { name: unknown }).name))]),
    );
  } finally {
    sqlite.close();
  }
}

export function keptIn(dataFolder: string): Kept {
  const attachments: Kept["attachments"] = {};
  const folder = join(dataFolder, "attachments");
  for (const first of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, first))) {
      attachments[name] = readFileSync(join(folder, first, name), "utf8");
    }
  }
  return {
    rows: rowsOf(join(dataFolder, "bitloft.db")),
    settings: readFileSync(join(dataFolder, "settings.json"), "utf8"),
    attachments,
  };
}

/** The names of what the data folder has beside that. */
export const others = (dataFolder: string): string[] =>
  readdirSync(dataFolder)
    .filter(
      (name) =>
        !["bitloft.db", "bitloft.db.backup", "bitloft.db.mending", "settings.json", "attachments"].includes(name),
    )
    .filter((name) => !/-(wal|shm)$/.test(name))
    .sort();

export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

function attach(dataFolder: string, content: string): void {
  const name = sha256(content);
  mkdirSync(join(dataFolder, "attachments", name.slice(0, 2)), { recursive: true });
  writeFileSync(join(dataFolder, "attachments", name.slice(0, 2), name), content);
}
