/** A drive that comes back under another name, with drives that a test plugs in and out. */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type Volumes, isInside } from "../../../../src-main/ground/files/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import { tinyChatModel } from "../../../fixtures/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

/** Folders that count as volumes, each with its id. */
class Drives implements Volumes {
  readonly mounted = new Map<string, string | null>();

  of(path: string): Promise<string> {
    statSync(path);
    const around = [...this.mounted.keys()].filter((root) => root === path || isInside(root, path));
    return Promise.resolve(around.sort((a, b) => b.length - a.length)[0] ?? "/");
  }

  beginsAt = (root: string): Promise<boolean> => Promise.resolve(this.mounted.has(root));
  idOf = (root: string): Promise<string | null> => Promise.resolve(this.mounted.get(root) ?? null);
  roots = (): Promise<string[]> => Promise.resolve([...this.mounted.keys()]);
}

const source = mkdtempSync(join(tmpdir(), "bitloft-moved-model-"));
const model = join(source, "tiny-Q8_0.gguf");
beforeAll(() => {
  tinyChatModel(model);
});
afterAll(() => {
  rmSync(source, { recursive: true, force: true });
});

let folder: string;
let usb: string;
let other: string;
let drives: Drives;
let db: Database;
let library: Library;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-moved-"));
  [usb, other] = [join(folder, "media", "USB"), join(folder, "media", "USB1")];
  drives = new Drives();
  plugIn(usb, "uuid:1");
  db = openAppDatabase(join(folder, "db.sqlite"));
  library = new Library({ db, modelsFolder: () => join(usb, "models"), volumes: drives, logger: silentLogger });
  told = [];
  library.onChange(({ put }) => told.push(...put.map(({ id }) => id)));
});
afterEach(async () => {
  await library.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

function plugIn(root: string, id: string | null): void {
  mkdirSync(root, { recursive: true });
  drives.mounted.set(root, id);
}

function plugOver(from: string, to: string): void {
  renameSync(from, to);
  drives.mounted.set(to, drives.mounted.get(from) ?? null);
  drives.mounted.delete(from);
}

function file(path: string, at = 1_700_000_000): string {
  mkdirSync(dirname(path), { recursive: true });
  cpSync(model, path);
  utimesSync(path, at, at);
  return path;
}

async function download(commit = "1".repeat(40)): Promise<string> {
  const root = join(usb, "models");
  const path = file(join(root, "owner", "Tiny-GGUF", commit.slice(0, 12), "tiny-Q8_0.gguf"));
  const files = [{ path, sizeBytes: statSync(path).size, sha256: "ab".repeat(32) }];
  const variant = { variantKey: "Q8_0", label: "Q8_0", modifiers: [] };
  const id = await library.installed({ repository: "owner/Tiny-GGUF", commit, ...variant, root, files });
  await library.refresh();
  told = [];
  return id;
}

const folders = (): unknown =>
  db.all("SELECT path, role, volume, volume_id, away FROM folders ORDER BY id", [], (row) => Object.values(row));

describe("a drive that comes back under another name", () => {
  it("is the same folder: its variants are where it is now, are told of, and go on being Bitloft's own", async () => {
    const id = await download();
    const path = library.get(id)?.path ?? "";
    expect(folders()).toEqual([[join(usb, "models"), "models", usb, "uuid:1", 0]]);
    plugOver(usb, other);
    await library.refresh();
    const now = join(other, path.slice(usb.length));
    expect(library.get(id)).toMatchObject({ path: now, state: "ready", imported: false, sha256: "ab".repeat(32) });
    expect(folders()).toEqual([[join(other, "models"), "models", other, "uuid:1", 0]]);
    expect(told).toEqual([id]);
    await library.remove(id, library.get(id)?.sizeBytes ?? 0);
    expect(() => statSync(now)).toThrow("ENOENT");
  });

  it("is that also when it was seen to be away, and when it comes back under its first name again", async () => {
    const id = await download();
    const before = library.list();
    renameSync(usb, `${usb} in a drawer`);
    drives.mounted.delete(usb);
    await library.refresh();
    expect(library.get(id)?.state).toBe("away");
    renameSync(`${usb} in a drawer`, other);
    drives.mounted.set(other, "uuid:1");
    await library.refresh();
    expect(library.get(id)?.state).toBe("ready");
    plugOver(other, usb);
    await library.refresh();
    expect(library.list()).toEqual(before);
  });

  it("is not searched for what is known already", async () => {
    const id = await download();
    plugOver(usb, other);
    await library.refresh();
    await library.refresh();
    expect(library.list().map((variant) => variant.id)).toEqual([id]);
  });

  it("brings what was imported from it as well, and finds out what has changed on it meanwhile", async () => {
    const stays = await library.importFile(file(join(usb, "mine", "a-Q8_0.gguf")));
    const gone = await library.importFile(file(join(usb, "mine", "b-Q8_0.gguf"), 1_700_000_001));
    const changed = await library.importFile(file(join(usb, "mine", "c-Q8_0.gguf"), 1_700_000_002));
    utimesSync(changed.path, 1_800_000_000, 1_800_000_000);
    await library.refresh();
    plugOver(usb, other);
    rmSync(join(other, "mine", "b-Q8_0.gguf"));
    await library.refresh();
    expect([stays, gone, changed].map(({ id }) => library.get(id)?.state)).toEqual(["ready", "missing", "unverified"]);
    expect(library.get(stays.id)?.path).toBe(join(other, "mine", "a-Q8_0.gguf"));
  });

  it("joins what was imported from it under its other name, and leaves the file until the last variant of it goes", async () => {
    const id = await download();
    const path = library.get(id)?.path ?? "";
    plugOver(usb, other);
    const there = join(other, path.slice(usb.length));
    const again = await library.importFile(there);
    await library.refresh();
    expect(told).toEqual(expect.arrayContaining([id, again.id]));
    const joined = { path: there, state: "ready", imported: false };
    expect([id, again.id].map((one) => library.get(one))).toMatchObject([joined, joined]);
    expect(folders()).toEqual([[join(other, "models"), "models", other, "uuid:1", 0]]);
    expect(
      db.get("SELECT (SELECT count(*) FROM places) || ' ' || (SELECT count(*) FROM blobs) AS n", [], (row) => row["n"]),
    ).toBe("1 1");
    await library.remove(id, library.get(id)?.sizeBytes ?? 0);
    expect(library.get(again.id)).toMatchObject({ path: there, state: "ready" });
    statSync(there);
    await library.remove(again.id, again.sizeBytes);
    expect(() => statSync(there)).toThrow("ENOENT");
  });

  it("joins what an import knows of the very same folder", async () => {
    const { id } = await library.importFile(file(join(usb, "mine", "a-Q8_0.gguf")));
    await library.refresh();
    plugOver(usb, other);
    const again = await library.importFile(join(other, "mine", "a-Q8_0.gguf"));
    await library.importFile(file(join(other, "mine", "b-Q8_0.gguf")));
    await library.refresh();
    expect(library.get(id)?.path).toBe(again.path);
    expect(library.list().map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
    expect(folders()).toEqual([[join(other, "mine"), "imported", other, "uuid:1", 0]]);
    expect(db.get("SELECT count(*) AS n FROM places", [], (row) => row["n"])).toBe(2);
  });
});

describe("two drives that take each other's names", () => {
  const place = (root: string): string => join(root, "mine", "a-Q8_0.gguf");

  it("keep their files apart, one after the other and both at once", async () => {
    plugIn(other, "uuid:2");
    const mine = await library.importFile(file(place(usb)));
    const theirs = await library.importFile(file(place(other), 1_700_000_001));
    await library.refresh();
    const drawer = join(folder, "media", "drawer");
    renameSync(usb, drawer);
    drives.mounted.delete(usb);
    plugOver(other, usb);
    await library.refresh();
    expect([mine, theirs].map(({ id }) => library.get(id))).toMatchObject([
      { state: "away" },
      { state: "ready", path: place(usb) },
    ]);
    renameSync(drawer, other);
    drives.mounted.set(other, "uuid:1");
    await library.refresh();
    expect([mine, theirs].map(({ id }) => library.get(id))).toMatchObject([
      { state: "ready", path: place(other) },
      { state: "ready", path: place(usb) },
    ]);
    renameSync(usb, drawer);
    renameSync(other, usb);
    renameSync(drawer, other);
    drives.mounted.set(usb, "uuid:1").set(other, "uuid:2");
    await library.lookAt([mine.id, theirs.id]);
    await library.refresh();
    expect([mine, theirs].map(({ id }) => library.get(id))).toMatchObject([
      { state: "ready", path: place(usb) },
      { state: "ready", path: place(other) },
    ]);
    expect(db.get("SELECT count(*) AS n FROM places", [], (row) => row["n"])).toBe(2);
  });

  it("keep them apart where the files have other names as well", async () => {
    plugIn(other, "uuid:2");
    const mine = await library.importFile(file(join(usb, "mine", "m-Q8_0.gguf")));
    const theirs = await library.importFile(file(join(other, "mine", "t-Q8_0.gguf"), 1_700_000_001));
    await library.refresh();
    const drawer = join(folder, "media", "drawer");
    renameSync(usb, drawer);
    renameSync(other, usb);
    renameSync(drawer, other);
    drives.mounted.set(usb, "uuid:2").set(other, "uuid:1");
    await library.refresh();
    expect([mine, theirs].map(({ id }) => library.get(id))).toMatchObject([
      { state: "ready", path: join(other, "mine", "m-Q8_0.gguf") },
      { state: "ready", path: join(usb, "mine", "t-Q8_0.gguf") },
    ]);
  });
});

describe("nothing is guessed", () => {
  const isAway = async (id: string): Promise<void> => {
    await library.refresh();
    expect(library.get(id)).toMatchObject({ state: "away", path: expect.stringContaining(usb + sep) as string });
    expect(folders()).toEqual([[join(usb, "models"), "models", usb, "uuid:1", 1]]);
  };

  it("where another drive has the same files", async () => {
    const id = await download();
    renameSync(usb, other);
    drives.mounted.delete(usb);
    drives.mounted.set(other, "uuid:2");
    await isAway(id);
  });

  it("where the drive has no such file, or one that is another", async () => {
    const id = await download();
    const path = library.get(id)?.path ?? "";
    plugOver(usb, other);
    const there = join(other, path.slice(usb.length));
    utimesSync(there, 1_800_000_000, 1_800_000_000);
    await isAway(id);
    rmSync(there);
    await isAway(id);
  });

  it("where two drives have one id and the same files", async () => {
    const id = await download();
    plugOver(usb, other);
    const copy = join(folder, "media", "copy");
    cpSync(other, copy, { recursive: true, preserveTimestamps: true });
    drives.mounted.set(copy, "uuid:1");
    await isAway(id);
  });

  it.skipIf(process.platform === "win32")("but one drive that is mounted twice is one", async () => {
    const id = await download();
    plugOver(usb, other);
    const twice = join(folder, "media", "twice");
    symlinkSync(other, twice);
    drives.mounted.set(twice, "uuid:1");
    await library.refresh();
    expect(library.get(id)).toMatchObject({ state: "ready", path: expect.stringContaining(other + sep) as string });
  });

  it("where the system knows nothing that stays of a drive", async () => {
    drives.mounted.set(usb, null);
    const id = await download();
    plugOver(usb, other);
    await library.refresh();
    expect(library.get(id)?.state).toBe("away");
    expect(folders()).toEqual([[join(usb, "models"), "models", usb, null, 1]]);
  });
});

it("takes another drive under the same name for what it is: the files are away, and not missing", async () => {
  const id = await download();
  renameSync(usb, `${usb} in a drawer`);
  plugIn(usb, "uuid:2");
  mkdirSync(join(usb, "models"));
  await library.refresh();
  expect(library.get(id)?.state).toBe("away");
});

it("learns what stays of a drive that an earlier version knew by its name alone", async () => {
  await download();
  db.run("UPDATE folders SET volume_id = NULL");
  await library.refresh();
  expect(folders()).toEqual([[join(usb, "models"), "models", usb, "uuid:1", 0]]);
});
