/** Files that mean harm, are damaged, or are of another Bitloft: each is refused before anything is touched. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { TwoLibraries, backupsOf, keptIn, never, others, quietly, sha256 } from "./two-libraries.ts";

type Inside = Record<string, Uint8Array>;
interface Part {
  name: string;
  sizeBytes: number;
  sha256: string;
}
type Manifest = Record<string, unknown> & { parts: Part[] };

let libraries: TwoLibraries;
let whole: Buffer;
let inside: Inside;
let manifest: Manifest;
let dataFolder: string;
beforeAll(async () => {
  libraries = new TwoLibraries();
  const path = join(libraries.folder, "whole.zip");
  await backupsOf(libraries.rich()).write({ path, overwrite: false }, never, quietly);
  whole = readFileSync(path);
  dataFolder = libraries.other();
});
beforeEach(() => {
  inside = unzipSync(whole);
  manifest = JSON.parse(text(inside["manifest.json"])) as Manifest;
});
afterAll(() => {
  libraries.close();
});

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("utf8");
const bytesOf = (value: unknown): Uint8Array => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const part = (name: string): Part =>
  manifest.parts.find((one) => one.name === name) ?? { name, sizeBytes: 0, sha256: "" };

/** Puts content under a name, and lets the manifest promise it. */
function put(name: string, content: Uint8Array): void {
  inside[name] = content;
  const promised = { name, sizeBytes: content.length, sha256: sha256(content) };
  manifest.parts = [...manifest.parts.filter((one) => one.name !== name), promised];
}

function zipped(level: 0 | 9 = 0): Buffer {
  return Buffer.from(zipSync({ ...inside, "manifest.json": bytesOf(manifest) }, { level }));
}

/** The database of the backup, changed. */
function changeDatabase(change: (sqlite: SQLite.Database) => void): void {
  const path = join(libraries.folder, "changed.db");
  writeFileSync(path, inside["bitloft.db"] ?? "");
  const sqlite = new SQLite(path);
  change(sqlite);
  sqlite.close();
  put("bitloft.db", readFileSync(path));
}

/** What is said of it; "" where it is taken. */
async function refusal(content: Uint8Array): Promise<string> {
  const path = join(libraries.folder, "file.zip");
  writeFileSync(path, content);
  const before = keptIn(dataFolder);
  let said = "";
  try {
    await (await backupsOf(dataFolder).prepare(path, never, quietly)).discard();
  } catch (thrown) {
    said = (thrown as { key: string }).key;
  }
  expect(keptIn(dataFolder)).toEqual(before);
  expect(others(dataFolder)).toEqual([]);
  return said;
}

describe("a file that is no sound backup", () => {
  it("is told from one that is", async () => {
    expect(await refusal(whole)).toBe("");
    expect(await refusal(zipped())).toBe("");
  });

  it.each([0.1, 0.5, 0.9, 0.999])("is refused where it ends after %f of its length", async (share) => {
    expect(await refusal(whole.subarray(0, Math.floor(whole.length * share)))).toBe("backup-damaged");
  });

  it("is refused for a byte that is another, wherever that is", async () => {
    for (const share of [0.1, 0.3, 0.6]) {
      const damaged = Buffer.from(whole);
      const at = Math.floor(whole.length * share);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(await refusal(damaged)).toBe("backup-damaged");
    }
    const attachment = Buffer.from(whole);
    attachment[attachment.indexOf("two 🙂")] = 0x54;
    expect(await refusal(attachment)).toBe("backup-damaged");
  });

  it("is refused for parts that unpack into more than they are", async () => {
    expect(await refusal(zipped(9))).toBe("backup-damaged");
  });

  it.each([
    "../evil",
    "attachments/../../evil",
    "/etc/evil",
    "C:\\evil",
    "attachments\\..\\evil",
    "hub-token",
    "models/evil.gguf",
    `attachments/00/${"f".repeat(64)}`,
    "bitloft.db-wal",
  ])("is refused for holding %s", async (name) => {
    put(name, bytesOf("evil"));
    expect(await refusal(zipped())).toBe("backup-holds-other");
  });

  it("is refused for two parts of one name", async () => {
    const [first = "", second = ""] = Object.keys(inside).filter((name) => name.startsWith("attachments/"));
    const doubled = Buffer.from(zipped().toString("latin1").replaceAll(second, first), "latin1");
    expect(await refusal(doubled)).toBe("backup-damaged");
  });

  it.each<[string, string, () => void]>([
    ["that lacks a part", "backup-damaged", () => delete inside["settings.json"]],
    ["with a part that nobody promised", "backup-damaged", () => (manifest.parts = manifest.parts.slice(0, -1))],
    ["whose part is longer than promised", "backup-damaged", () => part("bitloft.db").sizeBytes--],
    ["whose part is promised twice", "backup-damaged", () => manifest.parts.push(part("bitloft.db"))],
    [
      "without a database",
      "backup-damaged",
      () => {
        delete inside["bitloft.db"];
        manifest.parts = manifest.parts.filter(({ name }) => name !== "bitloft.db");
      },
    ],
    ["of another program", "backup-not-recognised", () => (manifest["format"] = "something")],
    ["in a form of later", "backup-newer", () => Object.assign(manifest, { formatVersion: 2, parts: "other" })],
    ["of a later schema", "backup-newer", () => (manifest["schemaVersion"] = migrations.length + 1)],
    ["that misstates its schema", "backup-damaged", () => (manifest["schemaVersion"] = 1)],
    ["whose settings are none", "backup-damaged", () => put("settings.json", bytesOf({ theme: "loud" }))],
    ["whose settings are far too long", "backup-damaged", () => put("settings.json", bytesOf(" ".repeat(70_000)))],
  ])("is refused: one %s", async (_, key, change) => {
    change();
    expect(await refusal(zipped())).toBe(key);
  });

  it.each<[string, string, (sqlite: SQLite.Database) => void]>([
    ["of a later schema than it says", "backup-newer", (sqlite) => sqlite.pragma("user_version = 9999")],
    [
      "with a trigger",
      "backup-damaged",
      (sqlite) => sqlite.exec("CREATE TRIGGER evil AFTER INSERT ON conversations BEGIN DELETE FROM conversations; END"),
    ],
    ["with a view", "backup-damaged", (sqlite) => sqlite.exec("CREATE VIEW evil AS SELECT 1")],
    [
      "that lacks a table",
      "backup-damaged",
      (sqlite) => sqlite.exec("PRAGMA foreign_keys = OFF; DROP TABLE message_parts"),
    ],
    ["without a version", "backup-damaged", (sqlite) => sqlite.pragma("user_version = 0")],
  ])("is refused: one with a database %s", async (_, key, change) => {
    changeDatabase(change);
    expect(await refusal(zipped())).toBe(key);
  });

  it("is refused for a database that is none, or has a page of nonsense", async () => {
    put("bitloft.db", bytesOf("SQLite format 3 it is not"));
    expect(await refusal(zipped())).toBe("backup-damaged");
    const pages = Buffer.from(unzipSync(whole)["bitloft.db"] ?? []);
    pages.fill(0xa5, pages.length - 8192);
    put("bitloft.db", pages);
    expect(await refusal(zipped())).toBe("backup-damaged");
  });

  it.each([
    ["no archive", Buffer.from("PNG")],
    ["nothing", Buffer.alloc(0)],
    ["an archive of something else", Buffer.from(zipSync({ "conversations.json": bytesOf([]) }, { level: 0 }))],
    [
      "a manifest alone, of nonsense",
      Buffer.from(zipSync({ "manifest.json": bytesOf("[".repeat(5000)) }, { level: 0 })),
    ],
  ])("is refused: %s", async (_, content) => {
    expect(["backup-not-recognised", "backup-holds-other", "backup-damaged"]).toContain(await refusal(content));
  });

  it("is refused: a folder, and a file that is not there", async () => {
    const folder = libraries.free();
    mkdirSync(folder);
    for (const path of [folder, join(folder, "nothing.zip")]) {
      await expect(backupsOf(dataFolder).prepare(path, never, quietly)).rejects.toMatchObject({ code: "disk-failed" });
    }
    expect(others(dataFolder)).toEqual([]);
  });
});
