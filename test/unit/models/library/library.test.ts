import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CollectionChange, InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { InstalledFiles } from "../../../../src-main/models/download/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { tinyChatModel } from "../../../fixtures/index.ts";

const source = mkdtempSync(join(tmpdir(), "bitloft-library-model-"));
const model = join(source, "tiny-Q8_0.gguf");
beforeAll(() => {
  tinyChatModel(model);
});
afterAll(() => {
  rmSync(source, { recursive: true, force: true });
});

let folder: string;
let models: string;
let db: Database;
let library: Library;

function open(): Library {
  db = openAppDatabase(join(folder, "db.sqlite"));
  return new Library({ db, modelsFolder: () => models, logger: silentLogger });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-library-"));
  models = join(folder, "models");
  library = open();
});
afterEach(async () => {
  await library.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** A copy of the model in a person's own folder. */
function elsewhere(name = "my model Q8_0.gguf"): string {
  const path = join(folder, "elsewhere", name);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(model, path);
  setBackTime(path);
  return path;
}

/** To a whole second, which can be given back exactly after a change. */
function setBackTime(path: string): void {
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}

/** The model as a download leaves it. */
function downloaded(name = "tiny-Q8_0.gguf"): InstalledFiles {
  const path = join(models, "owner", "Tiny-GGUF", "0123456789ab", name);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(model, path);
  setBackTime(path);
  return {
    repository: "owner/Tiny-GGUF",
    commit: "0123456789ab".padEnd(40, "0"),
    variantKey: "Q8_0",
    label: "Q8_0",
    modifiers: [],
    root: models,
    files: [{ path, sizeBytes: statSync(path).size, sha256: hashOf(path) }],
  };
}

function overwriteByte(path: string): void {
  const { atime, mtime, size } = statSync(path);
  const file = openSync(path, "r+");
  writeSync(file, Buffer.from([0x5a]), 0, 1, size - 5);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

describe("a finished download", () => {
  it("is in the library with what its header says, once", async () => {
    const seen: CollectionChange<InstalledVariant>[] = [];
    library.onChange((change) => seen.push(change));
    const download = downloaded();
    const id = await library.installed(download);
    const [file] = download.files;
    expect(library.get(id)).toMatchObject({
      id: "tiny-f16",
      repository: "owner/Tiny-GGUF",
      commit: download.commit,
      name: "Tiny",
      // Whatever the file is called.
      label: "F16",
      variantKey: "Q8_0",
      architecture: "llama",
      path: file?.path,
      sizeBytes: file?.sizeBytes,
      sha256: file?.sha256,
      fileCount: 1,
      state: "ready",
      imported: false,
      lastUsedAt: null,
    });
    expect(library.get(id)?.parameters).toBeGreaterThan(0);
    expect(library.files(id)).toEqual(download.files);
    expect(library.has(file?.path ?? "")).toBe(true);
    expect(await library.installed(download)).toBe(id);
    expect(library.list()).toHaveLength(1);
    expect(seen.at(-1)).toEqual({ revision: library.revision(), put: library.list(), removed: [] });
  });

  it("that was imported before belongs to Bitloft from then on, and is deleted with its variant", async () => {
    const download = downloaded();
    const path = download.files[0]?.path ?? "";
    const { id, sizeBytes } = await library.importFile(path);
    expect(library.get(id)?.imported).toBe(true);
    expect(await library.installed(download)).toBe(id);
    expect(library.get(id)?.imported).toBe(false);
    await library.remove(id, sizeBytes);
    expect(existsSync(path)).toBe(false);
  });

  it("is sound until it is damaged or gone", async () => {
    const download = downloaded();
    const path = download.files[0]?.path ?? "";
    const id = await library.installed(download);
    expect(library.isSound(path)).toBe(true);
    overwriteByte(path);
    await library.verify(id);
    expect([library.has(path), library.isSound(path)]).toEqual([true, false]);
    rmSync(path);
    await library.refresh();
    expect([library.has(path), library.isSound(path)]).toEqual([true, false]);
  });

  it("that is no model is refused before anything native sees it", async () => {
    const download = downloaded();
    writeFileSync(download.files[0]?.path ?? "", "<html>not a model</html>");
    await expect(library.installed(download)).rejects.toMatchObject({ code: "not-gguf" });
    expect(library.list()).toEqual([]);
  });

  it("has an id of its own beside one of the same name", async () => {
    const first = await library.installed(downloaded());
    const second = await library.installed({ ...downloaded("other-Q8_0.gguf"), commit: "f".repeat(40) });
    expect([first, second]).toEqual(["tiny-f16", "tiny-f16-2"]);
  });
});

describe("importing", () => {
  it("adds the file where it lies, with the label that its header gives", async () => {
    const path = elsewhere();
    const before = hashOf(path);
    const variant = await library.importFile(path);
    expect(variant).toMatchObject({
      repository: null,
      path,
      imported: true,
      state: "ready",
      sha256: null,
      label: "F16",
    });
    expect(hashOf(path)).toBe(before);
  });

  it.each([
    ["the same path", (path: string) => path],
    [
      "a link to it",
      (path: string) => {
        symlinkSync(path, `${path}.link.gguf`);
        return `${path}.link.gguf`;
      },
    ],
    [
      "another name of the same file",
      (path: string) => {
        linkSync(path, `${path}.hard.gguf`);
        return `${path}.hard.gguf`;
      },
    ],
  ])("refuses %s a second time, kindly", async (_name, again) => {
    const path = elsewhere();
    const { id } = await library.importFile(path);
    await expect(library.importFile(again(path))).rejects.toMatchObject({ code: "invalid-input", details: { id } });
    expect(library.list()).toHaveLength(1);
  });

  it("follows a link, as the Hugging Face cache is made of them", async () => {
    const blob = elsewhere("3f5a0c");
    const link = join(folder, "snapshot-Q8_0.gguf");
    symlinkSync(blob, link);
    expect(await library.importFile(link)).toMatchObject({ path: link, state: "ready" });
  });

  it.each([
    ["a file that is not there", (at: string) => join(at, "gone.gguf"), "file-missing"],
    [
      "a link to nowhere",
      (at: string) => {
        symlinkSync(join(at, "gone"), join(at, "broken.gguf"));
        return join(at, "broken.gguf");
      },
      "file-missing",
    ],
    ["a folder", (at: string) => at, "invalid-input"],
    ["a device", () => "/dev/zero", "invalid-input"],
    [
      "an empty file",
      (at: string) => {
        writeFileSync(join(at, "empty.gguf"), "");
        return join(at, "empty.gguf");
      },
      "malformed-gguf",
    ],
    [
      "a text",
      (at: string) => {
        writeFileSync(join(at, "notes.gguf"), "GGUX and more text than a header has");
        return join(at, "notes.gguf");
      },
      "not-gguf",
    ],
    [
      "half a model",
      (at: string) => {
        writeFileSync(join(at, "half.gguf"), readFileSync(model).subarray(0, Math.floor(statSync(model).size / 2)));
        return join(at, "half.gguf");
      },
      "malformed-gguf",
    ],
    [
      "one shard of three",
      (at: string) => {
        copyFileSync(model, join(at, "part-00002-of-00003.gguf"));
        return join(at, "part-00002-of-00003.gguf");
      },
      "incomplete-model",
    ],
  ])("refuses %s", async (_name, make, code) => {
    await expect(library.importFile(make(folder))).rejects.toMatchObject({ code });
    expect(library.list()).toEqual([]);
  });
});

describe("verifying", () => {
  it("finds a downloaded file as the Hub promised it", async () => {
    const download = downloaded();
    const id = await library.installed(download);
    const steps: [number, number][] = [];
    const result = await library.verify(id, (done, total) => steps.push([done, total]));
    expect(result).toMatchObject({
      id,
      ok: true,
      sha256: download.files[0]?.sha256,
      expectedSha256: download.files[0]?.sha256,
    });
    expect(steps.at(-1)).toEqual([download.files[0]?.sizeBytes, download.files[0]?.sizeBytes]);
  });

  it("finds one changed byte, also when size and time are as before, and its repair", async () => {
    const download = downloaded();
    const id = await library.installed(download);
    const path = download.files[0]?.path ?? "";
    overwriteByte(path);
    expect(await library.verify(id)).toMatchObject({ ok: false, expectedSha256: download.files[0]?.sha256 });
    expect(library.get(id)?.state).toBe("damaged");
    truncateSync(path, 1000);
    await library.verify(id);
    await library.refresh();
    expect(library.get(id)?.state, "a part of a file needs no second look").toBe("damaged");
    copyFileSync(model, path);
    await library.refresh();
    expect(library.get(id)?.state).toBe("unverified");
    expect(await library.verify(id)).toMatchObject({ ok: true });
    expect(library.get(id)).toMatchObject({ state: "ready", sha256: download.files[0]?.sha256 });
  });

  it("keeps an imported file's checksum and compares with it, until somebody changes the file on purpose", async () => {
    const path = elsewhere();
    const { id } = await library.importFile(path);
    expect(await library.verify(id)).toMatchObject({ ok: true, expectedSha256: null, sha256: hashOf(path) });
    expect(library.get(id)?.sha256).toBe(hashOf(path));
    overwriteByte(path);
    expect(await library.verify(id)).toMatchObject({ ok: false });
    utimesSync(path, new Date(), new Date(Date.now() + 60_000));
    const changed = await library.verify(id);
    expect(changed).toMatchObject({ ok: true, expectedSha256: null });
    expect(changed.outcome.key).toBe("file-was-changed");
  });

  it("tells of a file that is gone and stops when asked to", async () => {
    const { id } = await library.importFile(elsewhere());
    await expect(library.verify(id, undefined, AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
    rmSync(join(folder, "elsewhere"), { recursive: true });
    await expect(library.verify(id)).rejects.toMatchObject({ code: "file-missing" });
    await expect(library.verify("nobody")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("refreshing", () => {
  it("sees what is gone, back, and changed", async () => {
    const path = elsewhere();
    const { id } = await library.importFile(path);
    renameSync(path, `${path}.away`);
    await library.refresh();
    expect(library.get(id)?.state).toBe("missing");
    renameSync(`${path}.away`, path);
    await library.refresh();
    expect(library.get(id)?.state).toBe("ready");
    utimesSync(path, new Date(), new Date(Date.now() + 60_000));
    await library.refresh();
    expect(library.get(id)?.state).toBe("unverified");
  });

  it("finds again what was downloaded when the database is lost", async () => {
    const download = downloaded();
    await library.installed(download);
    writeFileSync(join(dirname(download.files[0]?.path ?? ""), "broken-Q4_0.gguf"), "rubbish");
    await library.dispose();
    db.close();
    for (const name of readdirSync(folder).filter((file) => file.startsWith("db.sqlite")))
      writeFileSync(join(folder, name), "x".repeat(5000));
    library = open();
    expect(db.opening.outcome).toBe("replaced");
    expect(library.list()).toEqual([]);
    await library.refresh();
    expect(library.list()).toMatchObject([
      { repository: "owner/Tiny-GGUF", name: "Tiny", label: "F16", state: "unverified", imported: false },
    ]);
    const [{ id }] = library.list() as [InstalledVariant];
    expect(await library.verify(id)).toMatchObject({ ok: true, expectedSha256: null });
    expect(library.get(id)?.state).toBe("ready");
  });
});

describe("the same file", () => {
  it("has the same label however it came into the library", async () => {
    const download = downloaded("tiny-Q4_K_M.gguf");
    const path = download.files[0]?.path ?? "";
    const labels: unknown[] = [];
    const note = (id: string): void => {
      const { label, modifiers } = library.get(id) ?? {};
      labels.push([label, modifiers]);
    };
    note(await library.installed({ ...download, label: "Q4_K_M", variantKey: "Q4_K_M" }));
    db.run("DELETE FROM variants");
    note((await library.importFile(path)).id);
    db.run("DELETE FROM variants");
    await library.refresh();
    note(library.list()[0]?.id ?? "");
    expect(labels).toEqual([
      ["F16", []],
      ["F16", []],
      ["F16", []],
    ]);
  });
});

it("asks a file once what it is for, also where its header cannot be read", async () => {
  const path = elsewhere();
  await library.importFile(path);
  db.run("UPDATE variants SET purpose = NULL");
  writeFileSync(path, "no model any more");
  await library.dispose();
  const asked: string[] = [];
  library = new Library({
    db,
    modelsFolder: () => models,
    logger: { ...silentLogger, info: (message) => void asked.push(message) },
  });
  await library.refresh();
  await library.refresh();
  expect(asked).toEqual(["what a variant is for could not be read"]);
});

describe("a models folder", () => {
  it("is searched once, by whichever process comes first after the database was lost", async () => {
    const download = downloaded();
    await library.refresh();
    await library.dispose();
    db.close();
    rmSync(join(folder, "db.sqlite"));
    rmSync(join(folder, "db.sqlite.backup"));
    // A command that asks nothing of the library opens it first.
    openAppDatabase(join(folder, "db.sqlite")).close();
    library = open();
    expect(db.opening.outcome).toBe("opened");
    await library.refresh();
    expect(library.list()).toMatchObject([
      { path: download.files[0]?.path, repository: "owner/Tiny-GGUF", commit: "0123456789ab", state: "unverified" },
    ]);
    const { id = "", sizeBytes = 0 } = library.list()[0] ?? {};
    db.run("DELETE FROM variants WHERE id = ?", [id]);
    await library.refresh();
    expect(library.list(), `what was taken off (${sizeBytes} bytes) stays off`).toEqual([]);
  });

  it("is searched again after a backup took the database's place", async () => {
    // Only one that is there is searched, and kept as such in the backup too.
    mkdirSync(models, { recursive: true });
    await library.refresh();
    await library.dispose();
    db.close();
    downloaded();
    writeFileSync(join(folder, "db.sqlite"), "x".repeat(5000));
    library = open();
    expect(db.opening.outcome).toBe("restored");
    await library.refresh();
    expect(library.list()).toHaveLength(1);
  });

  it("may hold files that no download put there: they are listed, and stay when they are taken off", async () => {
    const path = join(models, "my", "own", "collection", "tiny.gguf");
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(model, path);
    await library.refresh();
    expect(library.list()).toMatchObject([{ path, repository: null, commit: null, imported: true }]);
    const { id = "", sizeBytes = 0 } = library.list()[0] ?? {};
    await library.remove(id, sizeBytes);
    expect(library.list()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it("that is away now is searched when it is back", async () => {
    const away = join(folder, "away");
    downloaded();
    renameSync(models, away);
    await library.refresh();
    renameSync(away, models);
    await library.refresh();
    expect(library.list()).toHaveLength(1);
  });
});

it("tells what another process has changed, and nothing else", async () => {
  const { id } = await library.importFile(elsewhere());
  const told: CollectionChange<InstalledVariant>[] = [];
  library.noticeOutsideChanges();
  library.onChange((change) => told.push(change));
  const version = db.outsideVersion();
  library.touch(id);
  expect(db.outsideVersion(), "one's own writing is no news").toBe(version);
  const other = openAppDatabase(join(folder, "db.sqlite"));
  const theirs = new Library({ db: other, modelsFolder: () => models, logger: silentLogger });
  const added = await theirs.importFile(elsewhere("another Q8_0.gguf"));
  expect(db.outsideVersion()).not.toBe(version);
  told.length = 0;
  library.noticeOutsideChanges();
  expect(told).toMatchObject([{ put: [{ id: added.id }], removed: [] }]);
  await theirs.remove(id, library.get(id)?.sizeBytes ?? 0);
  library.noticeOutsideChanges();
  expect(told.slice(1)).toMatchObject([{ put: [], removed: [id] }]);
  library.noticeOutsideChanges();
  expect(told).toHaveLength(2);
  await theirs.dispose();
  other.close();
});

describe("removing", () => {
  it("deletes a downloaded variant's files and the folders that are empty then, and nothing else", async () => {
    const download = downloaded();
    const other = downloaded("other-Q8_0.gguf");
    const id = await library.installed(download);
    const bystander = join(models, "owner", "kept.txt");
    writeFileSync(bystander, "kept");
    await library.remove(id, download.files[0]?.sizeBytes ?? 0);
    expect(existsSync(download.files[0]?.path ?? "")).toBe(false);
    expect(existsSync(other.files[0]?.path ?? "")).toBe(true);
    const second = await library.installed(other);
    await library.remove(second, other.files[0]?.sizeBytes ?? 0);
    expect(readdirSync(join(models, "owner"))).toEqual(["kept.txt"]);
    expect(library.list()).toEqual([]);
  });

  it("leaves an imported file where it lies", async () => {
    const path = elsewhere();
    const { id, sizeBytes } = await library.importFile(path);
    await library.remove(id, sizeBytes);
    expect(library.list()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it("does nothing when the size is not the one that was agreed to", async () => {
    const download = downloaded();
    const id = await library.installed(download);
    await expect(library.remove(id, 1)).rejects.toMatchObject({ code: "file-changed" });
    expect(existsSync(download.files[0]?.path ?? "")).toBe(true);
    expect(library.list()).toHaveLength(1);
  });

  it("never leaves the models folder, whatever the database says", async () => {
    const download = downloaded();
    const id = await library.installed(download);
    const outside = elsewhere("outside.gguf");
    db.run("UPDATE places SET path = ?", [relative(models, outside)]);
    expect(library.get(id)?.path).toBe(outside);
    await library.remove(id, download.files[0]?.sizeBytes ?? 0);
    expect(existsSync(outside)).toBe(true);
  });
});

describe("a page", () => {
  it("goes on where the one before ended, also among variants of one moment, and after that one is gone", async () => {
    const ids = new Array<string>();
    for (const name of ["a", "b", "c", "d", "e"]) ids.push((await library.importFile(elsewhere(`${name}.gguf`))).id);
    db.run("UPDATE variants SET added_at = 5");
    db.run("UPDATE variants SET added_at = 6 WHERE id = ?", [ids[3] ?? ""]);
    const all = library.list();
    expect(all.map(({ id }) => id)).toEqual([ids[3], ids[0], ids[1], ids[2], ids[4]]);
    const first = library.page(null, 2);
    expect(first).toEqual({ revision: library.revision(), items: all.slice(0, 2), next: expect.any(String) as string });
    await library.remove(ids[0] ?? "", all[1]?.sizeBytes ?? 0);
    const second = library.page(first.next, 2);
    expect(second.items).toEqual(all.slice(2, 4));
    const third = library.page(second.next, 2);
    expect([third.items, third.next]).toEqual([all.slice(4), null]);
    expect(library.page(first.next, 3).next).toBeNull();
  });

  it.each(["", "x", "[1]", '["1","a"]', "[1,2]"])("is refused for the cursor %j, which none gave", (cursor) => {
    expect(() => library.page(cursor, 10)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });
});

it("notes when a variant was used last", async () => {
  const { id } = await library.importFile(elsewhere());
  library.touch(id);
  expect(library.get(id)?.lastUsedAt).toBeGreaterThan(0);
  // On a full disk the model stays usable all the same.
  db.run("CREATE TRIGGER full BEFORE UPDATE ON variants BEGIN SELECT RAISE(ABORT, 'full'); END");
  expect(() => {
    library.touch(id);
  }).not.toThrow();
});

it("goes on with the other variants when it cannot be written that one is gone", async () => {
  const { id } = await library.importFile(elsewhere());
  const gone = elsewhere("gone Q8_0.gguf");
  truncateSync(gone, statSync(gone).size + 1);
  await library.importFile(gone);
  rmSync(gone);
  // A full disk: listing and loading ask this first.
  db.run("CREATE TRIGGER full BEFORE UPDATE ON places BEGIN SELECT RAISE(ABORT, 'full'); END");
  await library.refresh();
  expect(library.get(id)?.state).toBe("ready");
});
