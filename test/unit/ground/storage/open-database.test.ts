import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { wording } from "../../../fixtures/worded.ts";
import { describe, expect, it } from "vitest";
import type { Database, Row } from "../../../../src-main/ground/storage/index.ts";
import { backupPath } from "../../../../src-main/ground/storage/restore-backup.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let folder: string;
let path: string;
let open: DatabasePlace["open"];
eachInItsOwnPlace((place) => {
  ({ folder, path, open } = place);
});

const whole = (row: Row): Row => ({ ...row });
const addConversation =
  "INSERT INTO conversations (id, title, settings, created_at, updated_at) VALUES (?, 'Kept', '{}', 0, 0)";
const titles = (db: Database): unknown[] => db.all("SELECT title FROM conversations", [], (row) => row["title"]);

describe("openDatabase", () => {
  it("makes a file with a write-ahead log, full synchronisation, foreign keys and strict tables", () => {
    const db = open();
    expect(db.opening).toEqual({ outcome: "created", movedAside: null });
    const pragma = (name: string): unknown => Object.values(db.get(`PRAGMA ${name}`, [], whole) ?? {})[0];
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("foreign_keys")).toBe(1);
    expect(pragma("user_version")).toBe(migrations.length);
    const loose = db.all(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%'",
      [],
      whole,
    );
    expect(loose).toEqual([]);
    db.close();
    db.close();
  });

  it("opens again what it left", () => {
    const first = open();
    first.run(addConversation, ["a"]);
    first.close();
    const second = open();
    expect(second.opening.outcome).toBe("opened");
    expect(titles(second)).toEqual(["Kept"]);
    second.close();
  });

  it("is backed up at the end of every session that wrote something", () => {
    for (const id of ["a", "b", "c"]) {
      const db = open();
      db.run(addConversation, [id]);
      db.close();
      const backup = openAppDatabase(backupPath(path));
      expect(backup.get("SELECT id FROM conversations WHERE id = ?", [id], (row) => row["id"])).toBe(id);
      backup.close();
      rmSync(backupPath(backupPath(path)), { force: true });
    }
  });

  it.each([1, 2])("brings version %i up to date and keeps a backup of it", (version) => {
    open({ migrations: migrations.slice(0, version) }).close();
    rmSync(backupPath(path));
    const db = open();
    expect(db.opening.outcome).toBe("migrated");
    const backup = openAppDatabase(backupPath(path), migrations.slice(0, version));
    expect(backup.opening.outcome).toBe("opened");
    backup.close();
    db.close();
  });

  it("leaves the old version whole when a migration fails", () => {
    const first = open();
    first.run(addConversation, ["a"]);
    first.close();
    const broken = [...migrations, "CREATE TABLE extra (id TEXT) STRICT; INSERT INTO nowhere VALUES (1)"];
    expect(() => open({ migrations: broken })).toThrow(expect.objectContaining({ code: "database-failed" }));
    const again = open();
    expect(titles(again)).toEqual(["Kept"]);
    expect(again.get("SELECT name FROM sqlite_schema WHERE name = 'extra'", [], whole)).toBeNull();
    again.close();
  });

  it("refuses a file of a newer version and leaves it alone", () => {
    open({ migrations: [...migrations, "CREATE TABLE later (id TEXT) STRICT"] }).close();
    expect(wording(() => open())).toThrow(/newer version of Bitloft/);
    expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toEqual([]);
  });
});

describe("a damaged file", () => {
  const damages: [string, () => void][] = [
    ["of other bytes", () => writeFileSync(path, "this was never a database".repeat(400))],
    ["cut short", () => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ["emptied", () => truncateSync(path, 0)],
  ];

  it.each(damages)("%s is moved aside and the backup takes its place", (_name, damage) => {
    const first = open();
    first.run(addConversation, ["a"]);
    first.close();
    damage();
    const db = open();
    expect(db.opening.outcome).toBe("restored");
    expect(existsSync(db.opening.movedAside ?? "")).toBe(true);
    expect(titles(db)).toEqual(["Kept"]);
    db.close();
  });

  it("that is missing is replaced by its backup", () => {
    const first = open();
    first.run(addConversation, ["a"]);
    first.close();
    rmSync(path);
    const db = open();
    expect(db.opening).toEqual({ outcome: "restored", movedAside: null });
    expect(titles(db)).toEqual(["Kept"]);
    db.close();
  });

  it("is replaced by an empty one when there is no sound backup, and is never deleted", () => {
    writeFileSync(path, "rubbish".repeat(2000));
    writeFileSync(backupPath(path), "rubbish too".repeat(2000));
    const db = open();
    expect(db.opening.outcome).toBe("replaced");
    expect(existsSync(db.opening.movedAside ?? "")).toBe(true);
    expect(titles(db)).toEqual([]);
    db.close();
  });

  it.skipIf(process.platform === "win32")("that somebody deleted while it was open leaves the backup alone", () => {
    const db = open();
    db.run(addConversation, ["a"]);
    db.close();
    const reopened = open();
    reopened.run(addConversation, ["b"]);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    reopened.close();
    expect(existsSync(path)).toBe(false);
    const backup = openAppDatabase(backupPath(path));
    expect(titles(backup)).toEqual(["Kept"]);
    backup.close();
  });

  it("has its damage beyond the header found too", () => {
    const first = open();
    for (let index = 0; index < 400; index++) first.run(addConversation, [`${index}-${"x".repeat(200)}`]);
    first.close();
    const size = statSync(path).size;
    const garbage = Buffer.alloc(size - 8192, 0xa5);
    const file = openSync(path, "r+");
    writeSync(file, garbage, 0, garbage.length, 8192);
    closeSync(file);
    const db = open();
    expect(db.opening.outcome).toBe("restored");
    expect(titles(db)).toHaveLength(400);
    db.close();
  });
});

describe("a transaction", () => {
  it("is undone whole when its work throws, and passes the error on", () => {
    const db = open();
    expect(() =>
      db.transaction(() => {
        db.run(addConversation, ["a"]);
        db.transaction(() => db.run(addConversation, ["b"]));
        db.run(addConversation, ["a"]);
      }),
    ).toThrow(expect.objectContaining({ code: "database-failed" }));
    expect(titles(db)).toEqual([]);
    db.transaction(() => db.run(addConversation, ["c"]));
    expect(titles(db)).toHaveLength(1);
    db.close();
  });
});
