import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { worded, wording } from "../../../fixtures/worded.ts";
import SQLite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { backupPath } from "../../../../src-main/ground/storage/restore-backup.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";
import { toDatabaseError } from "../../../../src-main/ground/storage/database-error.ts";

let folder: string;
let path: string;
let open: DatabasePlace["open"];
eachInItsOwnPlace((place) => {
  ({ folder, path, open } = place);
});

const titles = (db: Database): unknown[] => db.all("SELECT title FROM conversations", [], (row) => row["title"]);
const aside = (): string[] => readdirSync(folder).filter((name) => name.includes(".damaged-"));

/** A sound database with one conversation, and its backup. */
function keepOne(): void {
  const db = open();
  db.run("INSERT INTO conversations (id, title, settings, created_at, updated_at) VALUES ('a', 'Kept', '{}', 0, 0)");
  db.close();
}

function change(sql: string): void {
  const sqlite = new SQLite(path);
  sqlite.pragma("foreign_keys = OFF");
  sqlite.exec(sql);
  sqlite.close();
}

function overwrite(at: number, bytes: Buffer): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function inItsPlace(make: () => void): void {
  rmSync(path);
  make();
}

/** Links need a special right on Windows. */
const links = process.platform !== "win32";

const damages: [string, () => void][] = [
  ["a version below 0", () => change("PRAGMA user_version = -1")],
  ["a version that is none", () => change("PRAGMA user_version = 2147483647")],
  ["version 0 with tables", () => change("PRAGMA user_version = 0")],
  ["an earlier version's number with later tables", () => change("PRAGMA user_version = 3")],
  ["a missing table", () => change("DROP TABLE messages")],
  ["a missing column", () => change("ALTER TABLE answer_figures DROP COLUMN threads_fewest")],
  ["a renamed column", () => change("ALTER TABLE variants RENAME COLUMN label TO etiquette")],
  ["no table at all", () => change("DROP TABLE variant_files; DROP TABLE messages; DROP TABLE conversations")],
  ["an empty file", () => truncateSync(path, 0)],
  ["a file of zeros", () => writeFileSync(path, Buffer.alloc(statSync(path).size))],
  ["a text", () => writeFileSync(path, "hello\n")],
  ["another program's database", () => inItsPlace(() => change("CREATE TABLE other (id TEXT)"))],
  ["half of it", () => truncateSync(path, statSync(path).size >> 1)],
  ["a page of noise", () => overwrite(4096, Buffer.alloc(4096, 0xa5))],
  ["a wrong format version", () => overwrite(18, Buffer.from([0xff]))],
  ["a folder", () => inItsPlace(() => mkdirSync(join(path, "with", "things"), { recursive: true }))],
  ...(links
    ? ([
        ["a link to itself", () => inItsPlace(() => symlinkSync(path, path))],
        ["a link to nowhere", () => inItsPlace(() => symlinkSync(join(folder, "gone"), path))],
        ["a link to a folder", () => inItsPlace(() => symlinkSync(folder, path))],
      ] satisfies [string, () => void][])
    : []),
];

describe.each(damages)("%s in the database's place", (_name, damage) => {
  it("is put aside for the backup", () => {
    keepOne();
    damage();
    const db = open();
    expect(db.opening.outcome).toBe("restored");
    expect(lstatSync(db.opening.movedAside ?? "")).toBeDefined();
    expect(titles(db)).toEqual(["Kept"]);
    db.close();
    const again = open();
    expect(again.opening).toEqual({ outcome: "opened", movedAside: null });
    again.close();
  });

  it("is put aside for an empty database where there is no backup", () => {
    keepOne();
    rmSync(backupPath(path));
    damage();
    const db = open();
    // SQLite itself begins with an empty file.
    const isNew = db.opening.outcome === "created";
    expect(isNew ? statSync(path).isFile() : aside().length > 0).toBe(true);
    expect(titles(db)).toEqual([]);
    db.close();
  });
});

describe("a backup that is none", () => {
  it.each<[string, () => void]>([
    ["empty", () => writeFileSync(backupPath(path), "")],
    ["a folder", () => mkdirSync(backupPath(path))],
    ["other bytes", () => writeFileSync(backupPath(path), "rubbish".repeat(2000))],
    ["of a wrong version", () => (renameSync(path, backupPath(path)), writeFileSync(path, "x"))],
  ])("%s is put aside too, and kept", (_name, make) => {
    keepOne();
    change("PRAGMA user_version = -7");
    rmSync(backupPath(path));
    make();
    const db = open();
    expect(db.opening.outcome).toBe("replaced");
    expect(titles(db)).toEqual([]);
    db.close();
    expect(aside().filter((name) => name.includes(".backup.damaged-"))).not.toEqual([]);
    expect(statSync(backupPath(path)).isFile()).toBe(true);
  });
});

it("a damaged backup of a database that is gone is told as what was put aside", () => {
  writeFileSync(backupPath(path), "rubbish".repeat(2000));
  const db = open();
  expect(db.opening).toEqual({ outcome: "replaced", movedAside: join(folder, aside()[0] ?? "") });
});

describe.each(["-wal", "-shm", "-journal"])("in the place of %s", (suffix) => {
  it.each<[string, (at: string) => void]>([
    ["a folder", (at) => mkdirSync(at)],
    ...(links
      ? ([
          ["a link to itself", (at) => symlinkSync(at, at)],
          ["a link to nowhere", (at) => symlinkSync(join(folder, "gone"), at)],
        ] satisfies [string, (at: string) => void][])
      : []),
  ])("%s is put aside, and nothing is lost", (_name, make) => {
    keepOne();
    make(path + suffix);
    const db = open();
    expect(db.opening).toEqual({ outcome: "opened", movedAside: join(folder, aside()[0] ?? "") });
    expect(titles(db)).toEqual(["Kept"]);
    db.close();
  });
});

it("a stray log of another database is not taken for this one's", () => {
  keepOne();
  writeFileSync(`${path}-wal`, Buffer.alloc(4096, 7));
  const db = open();
  expect(titles(db)).toEqual(["Kept"]);
  db.close();
});

it("an index that is missing is made again", () => {
  keepOne();
  change("DROP INDEX messages_by_parent");
  const db = open();
  expect(db.opening.outcome).toBe("opened");
  expect(
    db.get("SELECT name FROM sqlite_schema WHERE name = 'messages_by_parent'", [], (row) => row["name"]),
  ).not.toBeNull();
  db.close();
});

it.skipIf(!links)("a link to the file is followed", () => {
  keepOne();
  renameSync(path, join(folder, "elsewhere.sqlite"));
  symlinkSync(join(folder, "elsewhere.sqlite"), path);
  const db = open();
  expect(db.opening).toEqual({ outcome: "opened", movedAside: null });
  expect(titles(db)).toEqual(["Kept"]);
  db.close();
});

describe("what is no damage puts nothing aside", () => {
  it("a file of a newer version", () => {
    open({ migrations: [...migrations, "CREATE TABLE later (id TEXT) STRICT"] }).close();
    const before = readFileSync(path);
    expect(wording(() => open())).toThrow(/newer version of Bitloft/);
    expect(aside()).toEqual([]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("a file that another process holds", () => {
    keepOne();
    const other = new SQLite(path);
    other.pragma("locking_mode = EXCLUSIVE");
    other.exec("BEGIN EXCLUSIVE");
    try {
      expect(wording(() => open())).toThrow(/Another Bitloft process/);
    } finally {
      other.close();
    }
    expect(aside()).toEqual([]);
    const db = open();
    expect(titles(db)).toEqual(["Kept"]);
    db.close();
  });

  // An administrator is refused nothing.
  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)("a file that may not be read or written", () => {
    keepOne();
    for (const mode of [0o000, 0o444]) {
      chmodSync(path, mode);
      expect(wording(() => open())).toThrow(/Check the permissions/);
    }
    chmodSync(path, 0o644);
    expect(aside()).toEqual([]);
  });

  it.each([
    ["EACCES", /permissions/],
    ["EROFS", /permissions/],
    ["SQLITE_CANTOPEN", /permissions/],
    ["SQLITE_READONLY_DIRECTORY", /permissions/],
    ["SQLITE_BUSY_SNAPSHOT", /Another Bitloft process/],
  ])("%s, which is told in words", (code, words) => {
    const error = toDatabaseError(Object.assign(new Error("no"), { code }), path);
    expect(error).toMatchObject({ code: "database-failed", details: { code } });
    expect(worded(error).message).toMatch(words);
  });

  it.each(["ENOSPC", "SQLITE_FULL"])("%s, which is a full disk", (code) => {
    expect(toDatabaseError(Object.assign(new Error("no"), { code }))).toMatchObject({ code: "disk-full" });
  });
});

it("a restore leaves nothing half-done beside the file", () => {
  keepOne();
  writeFileSync(path, "x");
  mkdirSync(`${path}.restoring`);
  open().close();
  expect(existsSync(`${path}.restoring`)).toBe(false);
  expect(aside()).toHaveLength(2);
});

it("several processes that come at once mend it once, and lose nothing that one of them writes", async () => {
  keepOne();
  writeFileSync(path, "x".repeat(5000));
  const children = Array.from({ length: 4 }, (_, index) =>
    spawn(process.execPath, [join(import.meta.dirname, "opening-child.ts"), path, String(index)], { stdio: "inherit" }),
  );
  for (const [code] of await Promise.all(children.map((child) => once(child, "exit")))) expect(code).toBe(0);
  const db = open();
  const ids = db.all("SELECT id FROM conversations ORDER BY id", [], (row) => row["id"]);
  expect(ids).toEqual(["0", "1", "2", "3", "a"]);
  expect(aside().filter((name) => !/-(wal|shm)$/.test(name))).toHaveLength(1);
  db.close();
});
