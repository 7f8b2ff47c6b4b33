import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { wording } from "../../../fixtures/worded.ts";
import { describe, expect, it } from "vitest";
import { content } from "../../../../src-main/composition/schema/0010-content.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";
import { type Rows, fillDatabase, inNewestTables, rowsOf } from "./filled-database.ts";
import { rebuildMessages } from "./rebuild-messages.ts";

let path: string;
let open: DatabasePlace["open"];
eachInItsOwnPlace((place) => {
  ({ path, open } = place);
});

/** Without what a later version keeps in another form: `library-content.test.ts` holds that to every value. */
function asKept(rows: Rows, version: number): Rows {
  if (version >= contentVersion) return rows;
  const { variant_files: _files, searched_folders: _searched, variants = [], ...others } = rows;
  return { ...others, variants: variants.map(({ state: _state, root: _root, ...row }) => row) };
}

const contentVersion = migrations.indexOf(content) + 1;
const versions = migrations.map((_, index) => index + 1);

describe("a filled database", () => {
  it.each(versions)("of version %i keeps every value of every row", (version) => {
    const before = fillDatabase(path, version);
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);
    const db = open();
    expect(db.opening.outcome).toBe(version === migrations.length ? "opened" : "migrated");
    db.close();
    const after = rowsOf(path);
    for (const [table, rows] of Object.entries(inNewestTables(asKept(before, version)))) {
      expect(after[table], table).toHaveLength(rows.length);
      for (const [index, row] of rows.entries()) expect(after[table]?.[index], table).toMatchObject(row);
    }
  });
});

describe("a migration that rebuilds a table", () => {
  it("keeps its rows and those that refer to it, with foreign keys as before", () => {
    const before = fillDatabase(path, migrations.length);
    const db = open({ migrations: [...migrations, rebuildMessages, rebuildConversations] });
    expect(db.opening.outcome).toBe("migrated");
    expect(wording(() => db.run("UPDATE messages SET parent_id = 'nobody' WHERE id = 'm2'"))).toThrow(/FOREIGN KEY/);
    db.close();
    expect(rowsOf(path)).toEqual(before);
    expect(existsSync(`${path}.backup`)).toBe(true);
  });

  it.each([
    ["leaves rows without what they refer to", "DELETE FROM conversations WHERE id = 'c1'"],
    ["fails after its work", "DROP TABLE messages; INSERT INTO nowhere VALUES (1)"],
  ])("is undone whole when it %s", (_name, broken) => {
    const before = fillDatabase(path, migrations.length);
    const all = [...migrations, `CREATE TABLE extra (id TEXT) STRICT; ${broken}`];
    expect(() => open({ migrations: all })).toThrow(expect.objectContaining({ code: "database-failed" }));
    expect(rowsOf(path)).toEqual(before);
    const db = open();
    expect(db.opening).toEqual({ outcome: "opened", movedAside: null });
    expect(wording(() => db.run("INSERT INTO variant_files VALUES ('nobody', 0, 1)"))).toThrow(/FOREIGN KEY/);
    db.close();
  });

  it("is not refused for rows that had lost what they refer to before", () => {
    fillDatabase(path, migrations.length);
    const db = open();
    db.run("PRAGMA foreign_keys = OFF");
    db.run("DELETE FROM variants WHERE id = 'v1'");
    db.close();
    const again = open({ migrations: [...migrations, rebuildMessages] });
    expect(again.opening.outcome).toBe("migrated");
    again.close();
  });

  it("that is killed half-way leaves the old version", async () => {
    const before = fillDatabase(path, migrations.length);
    const child = spawn(process.execPath, [join(import.meta.dirname, "killed-migration.ts"), path], {
      stdio: "inherit",
    });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    const db = open();
    expect(db.opening).toEqual({ outcome: "opened", movedAside: null });
    db.close();
    expect(rowsOf(path)).toEqual(before);
  });
});

/** The parent of messages, which DROP would take with it. */
const rebuildConversations = `
CREATE TABLE new_conversations AS SELECT * FROM conversations;
DROP TABLE conversations;
CREATE TABLE conversations (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, folder_id TEXT REFERENCES conversation_folders (id) ON DELETE SET NULL,
  variant_id TEXT REFERENCES variants (id) ON DELETE SET NULL, variant_name TEXT, settings TEXT NOT NULL, head_id TEXT,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, pinned INTEGER NOT NULL, archived INTEGER NOT NULL,
  title_open INTEGER NOT NULL
) STRICT;
INSERT INTO conversations SELECT * FROM new_conversations;
DROP TABLE new_conversations;
`;
