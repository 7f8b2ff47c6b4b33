import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Real from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import Fallback from "../../../scripts/fallback-runtime/better-sqlite3.ts";

/** The part of both that the app uses, so that one text drives either. */
interface Sqlite {
  prepare(sql: string): {
    reader: boolean;
    run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint };
    get(...parameters: unknown[]): unknown;
    all(...parameters: unknown[]): unknown[];
    iterate(...parameters: unknown[]): Iterable<unknown>;
    pluck(on?: boolean): { get(...parameters: unknown[]): unknown; all(...parameters: unknown[]): unknown[] };
    raw(on?: boolean): { get(...parameters: unknown[]): unknown; all(...parameters: unknown[]): unknown[] };
    safeIntegers(on?: boolean): { get(...parameters: unknown[]): unknown };
  };
  exec(sql: string): unknown;
  pragma(source: string, options?: { simple?: boolean }): unknown;
  transaction<R>(work: () => R): (() => R) & { immediate: () => R };
  inTransaction: boolean;
  open: boolean;
  close(): unknown;
}
type Scenario = (sqlite: Sqlite) => unknown;

const schema = `
  CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER, data BLOB) STRICT;
  CREATE VIRTUAL TABLE words USING fts5(text);
`;

/** What a scenario gives, with a thrown error as its class, message and code. */
function outcome(open: () => Sqlite, scenario: Scenario): unknown {
  const sqlite = open();
  try {
    sqlite.exec(schema);
    return { value: scenario(sqlite) };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { error: thrown.name, message: thrown.message, code: "code" in thrown ? thrown.code : null };
  } finally {
    sqlite.close();
  }
}

const openReal = (): Sqlite => new Real(":memory:");
const openFallback = (): Sqlite => new Fallback(":memory:");

const insert = (sqlite: Sqlite) => sqlite.prepare("INSERT INTO item (name, size, data) VALUES (?, ?, ?)");
const value = (parameter: unknown) => (sqlite: Sqlite) =>
  sqlite.prepare("SELECT ? AS v, typeof(?) AS t").get(parameter, parameter);
const named = "SELECT @a AS a, $b AS b, :c AS c";

const scenarios: Record<string, Scenario> = {
  "a row": (s) => (insert(s).run("a", 12, Buffer.from("xyz")), s.prepare("SELECT * FROM item").get()),
  "no row": (s) => s.prepare("SELECT * FROM item").get(),
  "rows in order": (s) => (
    insert(s).run("a", 1, null),
    insert(s).run("b", 2, null),
    s.prepare("SELECT name, size FROM item ORDER BY id").all()
  ),
  "more rows than one batch": (s) => {
    const statement = insert(s);
    for (let index = 0; index < 250; index++) statement.run(`n${String(index)}`, index, null);
    return [...s.prepare("SELECT size FROM item").iterate()].length;
  },
  "run's result": (s) => insert(s).run("a", 1, null),
  "run without an effect": (s) => s.prepare("DELETE FROM item").run(),
  "an integer": value(12),
  "a fraction": value(1.5),
  "a text": value("grüße 🙂"),
  "an empty text": value(""),
  null: value(null),
  undefined: value(undefined),
  "a bigint": value(7n),
  "a bigint at the limit": (s) =>
    s
      .prepare("SELECT ? AS v")
      .safeIntegers()
      .get(2n ** 63n - 1n),
  "a bigint that is too big": value(2n ** 63n),
  "a buffer": value(Buffer.from([0, 1, 255])),
  "an empty buffer": value(Buffer.alloc(0)),
  "a byte array": value(new Uint8Array([1, 2, 3]).subarray(1)),
  "a boolean": value(true),
  "a date": value(new Date(0)),
  "a function": value(() => undefined),
  "a lone null": (s) => s.prepare("SELECT ? AS v").get(null),
  "a lone buffer": (s) => s.prepare("SELECT ? AS v").get(Buffer.from("q")),
  "an array": (s) => s.prepare("SELECT ? AS v, ? AS w").get([1, "x"]),
  names: (s) => s.prepare(named).get({ a: 1, b: "x", c: null }),
  "a missing name": (s) => s.prepare(named).get({ a: 1, b: 2 }),
  "a boolean by name": (s) => s.prepare(named).get({ a: 1, b: 2, c: false }),
  "numbered places": (s) => s.prepare("SELECT ?2 AS b, ?1 AS a").get({ 1: "x", 2: "y" }),
  "too few values": (s) => s.prepare("SELECT ?, ?").get(1),
  "too many values": (s) => s.prepare("SELECT ?").get(1, 2),
  "a question mark in a text": (s) => s.prepare("SELECT '?', \"name\", ? AS v FROM item -- ? :x").all(1),
  "a second statement": (s) => s.prepare("SELECT 1; SELECT 2"),
  "a semicolon at the end": (s) => s.prepare("SELECT 1 AS a; -- the end").get(),
  "no statement": (s) => s.prepare("-- nothing"),
  pluck: (s) => s.prepare("SELECT 5, 6").pluck().get(),
  "pluck without a row": (s) => s.prepare("SELECT name FROM item").pluck().get(),
  "pluck of all": (s) => s.prepare("SELECT 5 UNION ALL SELECT 6").pluck().all(),
  raw: (s) => s.prepare("SELECT 5, 'x'").raw().all(),
  "run of a query": (s) => s.prepare("SELECT 1").run(),
  "get of a command": (s) => s.prepare("DELETE FROM item").get(),
  "pluck of a command": (s) => s.prepare("DELETE FROM item").pluck(),
  returning: (s) => s.prepare("INSERT INTO item (name) VALUES (?) RETURNING id, name").get("a"),
  "an integer column's bigint": (s) => (
    insert(s).run("a", 98_362_432_000, null),
    s.prepare("SELECT size, typeof(size) AS t FROM item").get()
  ),
  "a syntax error": (s) => s.prepare("SELEC"),
  unique: (s) => (insert(s).run("a", 1, null), insert(s).run("a", 1, null)),
  "not null": (s) => insert(s).run(null, 1, null),
  strict: (s) => insert(s).run("a", "many", null),
  "an error in exec": (s) => s.exec("INSERT INTO nowhere VALUES (1)"),
  pragma: (s) => [s.pragma("user_version = 7"), s.pragma("user_version"), s.pragma("user_version", { simple: true })],
  "pragma that is set": (s) => [s.pragma("foreign_keys = ON"), s.pragma("foreign_keys", { simple: true })],
  "a transaction": (s) => [s.transaction(() => insert(s).run("a", 1, null).changes)(), s.inTransaction],
  "a transaction that fails": (s) => {
    const work = s.transaction(() => {
      insert(s).run("a", 1, null);
      throw new Error("no");
    });
    expect(work).toThrow("no");
    return [s.inTransaction, s.prepare("SELECT count(*) AS n FROM item").get()];
  },
  "a transaction in another": (s) => {
    s.transaction(() => {
      insert(s).run("a", 1, null);
      const inner = s.transaction(() => {
        insert(s).run("b", 1, null);
        throw new Error("inner");
      });
      expect(inner).toThrow("inner");
    }).immediate();
    return s.prepare("SELECT name FROM item").all();
  },
  "full text": (s) => {
    s.prepare("INSERT INTO words VALUES (?)").run("the quick brown fox");
    return s.prepare("SELECT text FROM words WHERE words MATCH ?").all("quick");
  },
  "a trigger": (s) =>
    s.prepare("CREATE TRIGGER t AFTER INSERT ON item BEGIN DELETE FROM words; DELETE FROM words; END").run().changes,
  "use after close": (s) => (s.close(), s.prepare("SELECT 1")),
  "open and closed": (s) => [s.open, s.close(), s.open].filter((entry) => typeof entry === "boolean"),
};

describe("the fall-back runtime's SQLite", () => {
  it.each(Object.entries(scenarios))("does as better-sqlite3 does: %s", (_, scenario) => {
    expect(outcome(openFallback, scenario)).toStrictEqual(outcome(openReal, scenario));
  });

  it("writes what libsql would cut at NUL with a replacement character", () => {
    expect(outcome(openFallback, value("a\0b"))).toStrictEqual({ value: { v: "a\u{fffd}b", t: "text" } });
  });
});

describe("its files", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fallback-sqlite-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("are those of better-sqlite3, either way, write-ahead log and copy included", () => {
    const path = join(folder, "shared.sqlite");
    const ours = new Fallback(path);
    expect(ours.pragma("journal_mode = WAL", { simple: true })).toBe("wal");
    ours.exec(schema);
    ours.prepare("INSERT INTO item (name, data) VALUES (?, ?)").run("a", Buffer.from("blob"));
    ours.prepare("VACUUM INTO ?").run(join(folder, "copy.sqlite"));
    ours.close();
    for (const name of ["shared.sqlite", "copy.sqlite"]) {
      const real = new Real(join(folder, name));
      expect(real.prepare("SELECT name, data FROM item").get()).toEqual({ name: "a", data: Buffer.from("blob") });
      real.prepare("UPDATE item SET name = 'b'").run();
      real.close();
      const again = new Fallback(join(folder, name));
      expect(again.prepare("SELECT name FROM item").pluck().get()).toBe("b");
      again.close();
    }
  });

  it.each([
    ["better-sqlite3", (path: string) => new Real(path), (path: string) => new Fallback(path)],
    ["the fall-back", (path: string) => new Fallback(path), (path: string) => new Real(path)],
  ])("show to %s what the other has written, and only that", (_, open, openOther) => {
    const path = join(folder, `outside-${String(_.length)}.sqlite`);
    const ours: Sqlite = open(path);
    const theirs: Sqlite = openOther(path);
    ours.pragma("journal_mode = WAL");
    ours.exec(schema);
    const version = (): unknown => ours.pragma("data_version", { simple: true });
    const before = version();
    ours.exec("INSERT INTO item (name) VALUES ('ours')");
    expect(version()).toBe(before);
    theirs.exec("INSERT INTO item (name) VALUES ('theirs')");
    expect(version()).not.toBe(before);
    ours.close();
    theirs.close();
  });

  it.each([
    ["a folder that is missing", () => join(folder, "missing", "x.sqlite"), {}],
    ["a file that must exist", () => join(folder, "missing.sqlite"), { fileMustExist: true }],
    ["a folder in its place", () => folder, {}],
  ])("refuse %s as better-sqlite3 does", (_, path, options) => {
    const attempt = (open: () => Sqlite) => outcome(open, () => null);
    const opened = (open: () => Sqlite) => {
      try {
        return attempt(open);
      } catch (thrown) {
        if (!(thrown instanceof Error)) throw thrown;
        return { error: thrown.name, code: "code" in thrown ? thrown.code : null, message: thrown.message };
      }
    };
    expect(opened(() => new Fallback(path(), options))).toStrictEqual(opened(() => new Real(path(), options)));
  });

  it.each(["readonly", "damaged"])("give better-sqlite3's code when %s", (kind) => {
    const path = join(folder, `${kind}.sqlite`);
    if (kind === "damaged")
      writeFileSync(path, "this is not a database, and it is long enough to be looked at ".repeat(40));
    else new Real(path).exec("CREATE TABLE t (a)").close();
    const options = { readonly: kind === "readonly" };
    const code = (open: () => Sqlite): unknown => {
      try {
        open().exec("CREATE TABLE u (a)");
        return null;
      } catch (thrown) {
        return thrown instanceof Error && "code" in thrown ? thrown.code : thrown;
      }
    };
    expect(code(() => new Fallback(path, options))).toBe(code(() => new Real(path, options)));
  });
});
