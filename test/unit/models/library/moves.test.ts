/** A move that is cut off anywhere loses no file and leaves none twice. */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Owner } from "../../../../src-main/ground/processes/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import { type MoveDisk, nodeMoveDisk } from "../../../../src-main/models/library/move-disk.ts";
import { tinyChatModel } from "../../../fixtures/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const source = mkdtempSync(join(tmpdir(), "bitloft-move-model-"));
const model = join(source, "tiny-Q8_0.gguf");
let sha256: string;
beforeAll(() => {
  tinyChatModel(model);
  sha256 = createHash("sha256").update(readFileSync(model)).digest("hex");
});
afterAll(() => {
  rmSync(source, { recursive: true, force: true });
});

let folder: string;
let models: string;
let other: string;
let db: Database;
let opened: Library[];
/** What a process writes down of itself is never this one's: each library here stands for another process. */
const process = (name: string, gone: boolean) => ({ name, isGone: () => gone });

function open(
  moveDisk: MoveDisk = nodeMoveDisk,
  gone = true,
  owner: Owner = process(`p${opened.length}`, gone),
): Library {
  const library = new Library({ db, modelsFolder: () => models, logger: silentLogger, moveDisk, owner });
  opened.push(library);
  return library;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-move-"));
  models = join(folder, "models");
  other = join(folder, "other");
  mkdirSync(models);
  mkdirSync(other);
  db = openAppDatabase(join(folder, "db.sqlite"));
  opened = [];
});
afterEach(async () => {
  for (const library of opened) await library.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

async function install(library: Library, hash: string | null = sha256): Promise<string> {
  const path = join(models, "owner", "Tiny-GGUF", "0123456789ab", "tiny-Q8_0.gguf");
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(model, path);
  const files = [{ path, sizeBytes: statSync(path).size, sha256: hash ?? "" }];
  const origin = { repository: "owner/Tiny-GGUF", commit: "0123456789ab", variantKey: "Q8_0", label: "Q8_0" };
  const id = await library.installed({ ...origin, modifiers: [], root: models, files });
  if (hash === null) db.run("UPDATE blobs SET sha256 = NULL");
  return id;
}

/** Every file in both folders, relative to what is around them. */
const files = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("db.sqlite"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
const left = (): unknown => db.get("SELECT count(*) AS n FROM moves", [], (row) => row["n"]);

const options = {
  onProgress: () => undefined,
  signal: new AbortController().signal,
  letGo: () => Promise.resolve(),
};
/** A disk on another file system than the first: nothing can have two names. */
const withoutLinks: MoveDisk = { ...nodeMoveDisk, link: () => Promise.resolve(false) };
const moved = "other/owner/Tiny-GGUF/0123456789ab/tiny-Q8_0.gguf";
const before = "models/owner/Tiny-GGUF/0123456789ab/tiny-Q8_0.gguf";

/** Ends at the `steps`th thing that it is to do, as its process would, and does nothing more. */
function dying(disk: MoveDisk, steps: number): { disk: MoveDisk; died: () => boolean } {
  let done = 0;
  const step =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (done >= steps) throw new Error("killed");
      done++;
      return work(...args);
    };
  const copy: MoveDisk["copy"] = async (from, to, onCopied, signal) => {
    if (done === steps - 1) {
      // In the middle of it.
      writeFileSync(to, readFileSync(from).subarray(0, 1000));
      done = steps;
    }
    await step(disk.copy)(from, to, onCopied, signal);
  };
  return {
    disk: {
      look: step(disk.look),
      exists: step(disk.exists),
      freeBytes: step(disk.freeBytes),
      makeFolder: step(disk.makeFolder),
      link: step(disk.link),
      rename: step(disk.rename),
      remove: step(disk.remove),
      syncFolder: step(disk.syncFolder),
      copy,
    },
    died: () => done >= steps,
  };
}

describe("moving a variant", () => {
  it.each([
    ["by a second name", nodeMoveDisk],
    ["by a copy", withoutLinks],
  ])("leaves it whole in the other folder alone, %s", async (_name, disk) => {
    const library = open(disk);
    const id = await install(library);
    const { modifiedAt, sizeBytes } = (await nodeMoveDisk.look(join(folder, before))) ?? {
      modifiedAt: 0,
      sizeBytes: 0,
    };
    const told: number[] = [];
    await library.move(id, await library.folders.add(other), {
      ...options,
      onProgress: (done, total) => void (total === sizeBytes && told.push(done)),
    });
    expect(files()).toEqual([moved]);
    expect(library.get(id)).toMatchObject({ path: join(folder, moved), state: "ready", imported: false, sha256 });
    expect((await nodeMoveDisk.look(join(folder, moved)))?.modifiedAt).toBe(modifiedAt);
    expect([told.at(-1), left()]).toEqual([sizeBytes, 0]);
    // It is what it was at the next look, and no folder of its own is left behind.
    await library.refresh();
    expect(library.list()).toHaveLength(1);
    expect(library.get(id)?.state).toBe("ready");
    expect(readdirSync(models)).toEqual([]);
  });

  it.each([
    ["by a second name", nodeMoveDisk],
    ["by a copy", withoutLinks],
  ])("is cut off at every step, %s, and the next start finds one file", async (_name, disk) => {
    for (let steps = 0; ; steps++) {
      const first = open();
      const id = await install(first);
      const folderId = first.folders.at(other)?.id ?? (await first.folders.add(other));
      const { disk: mortal, died } = dying(disk, steps);
      const ended = await open(mortal)
        .move(id, String(folderId), options)
        .then(() => true)
        .catch(() => false);
      const next = open();
      await next.refresh();
      const [only, ...more] = files();
      const variant = next.get(id);
      expect([steps, more, left()]).toEqual([steps, [], 0]);
      expect(variant).toMatchObject({ path: join(folder, only ?? ""), state: "ready" });
      expect(readFileSync(variant?.path ?? "").equals(readFileSync(model))).toBe(true);
      expect(next.list()).toHaveLength(1);
      await next.remove(id, variant?.sizeBytes ?? 0);
      expect(files()).toEqual([]);
      if (ended && !died()) break;
    }
  });

  it("is undone where what is copied is not what was installed, and leaves no part", async () => {
    const library = open(withoutLinks);
    const id = await install(library, "ab".repeat(32));
    const to = await library.folders.add(other);
    await expect(library.move(id, to, options)).rejects.toMatchObject({ code: "checksum-mismatch", key: "moved" });
    expect([files(), left(), readdirSync(other)]).toEqual([[before], 0, []]);
    expect(library.get(id)?.path).toBe(join(folder, before));
  });

  it("is undone where its process cannot be asked, once that has not said for minutes that it lives", async () => {
    const silent: Owner = {
      name: "on another computer",
      isGone: ({ renewedAt }, now, leaseMs) => now - renewedAt > leaseMs,
    };
    const first = open(withoutLinks, false, silent);
    const id = await install(first);
    const to = await first.folders.add(other);
    let asked: unknown = null;
    const letGo = async (): Promise<void> => {
      const next = open(nodeMoveDisk, false, silent);
      await next.refresh();
      asked = left();
      db.run("UPDATE moves SET renewed_at = renewed_at - 6 * 60000");
      await next.refresh();
    };
    await expect(first.move(id, to, { ...options, letGo })).rejects.toThrow();
    expect([asked, left(), files()]).toEqual([1, 0, [before]]);
    expect(first.get(id)?.path).toBe(join(folder, before));
  });

  it("copies what a link leads to, and leaves that", async () => {
    const library = open();
    const id = await install(library);
    const path = join(folder, before);
    const elsewhere = join(folder, "disk", "tiny.gguf");
    mkdirSync(dirname(elsewhere));
    renameSync(path, elsewhere);
    symlinkSync(relative(dirname(path), elsewhere), path);
    await library.move(id, await library.folders.add(other), options);
    expect(files()).toEqual(["disk/tiny.gguf", moved]);
    expect(readFileSync(library.get(id)?.path ?? "").equals(readFileSync(model))).toBe(true);
  });

  it("knows a folder by another name, and its files too", async () => {
    const library = open();
    await install(library);
    await library.refresh();
    symlinkSync(models, join(folder, "alias"));
    await expect(library.folders.add(join(folder, "alias"))).rejects.toMatchObject({ key: "folder-known" });
    models = join(folder, "alias");
    await library.refresh();
    expect(library.list()).toHaveLength(1);
  });

  it("finds what was made in a folder again", async () => {
    mkdirSync(join(other, "made"));
    copyFileSync(model, join(other, "made", "smaller-Q4_0.gguf"));
    const library = open();
    await library.folders.add(other);
    expect(library.list()).toMatchObject([{ path: join(other, "made", "smaller-Q4_0.gguf"), repository: null }]);
  });

  it("compares a copy of what was never hashed with what it was made of", async () => {
    const broken: MoveDisk = {
      ...withoutLinks,
      async copy(from, to, onCopied, signal) {
        await nodeMoveDisk.copy(from, to, onCopied, signal);
        appendFileSync(to, "x");
        writeFileSync(to, Buffer.alloc(statSync(from).size));
      },
    };
    const library = open(broken);
    const id = await install(library, null);
    const to = await library.folders.add(other);
    await expect(library.move(id, to, options)).rejects.toMatchObject({ code: "checksum-mismatch" });
    expect(files()).toEqual([before]);
  });

  it("says with figures that a disk is too small, and takes back what it has written on one that fills up", async () => {
    const small = open({ ...withoutLinks, freeBytes: () => Promise.resolve(1000) });
    const id = await install(small);
    const to = await small.folders.add(other);
    await expect(small.move(id, to, options)).rejects.toMatchObject({
      code: "disk-full",
      key: "move-too-little-space",
      details: { freeBytes: 1000 },
    });
    const full = open({
      ...withoutLinks,
      copy(_from, path) {
        writeFileSync(path, "a part");
        return Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
      },
    });
    await expect(full.move(id, to, options)).rejects.toMatchObject({ code: "disk-full", key: "move" });
    expect([files(), left()]).toEqual([[before], 0]);
  });

  it("is cancelled in the middle of a copy", async () => {
    const controller = new AbortController();
    const library = open(withoutLinks);
    const id = await install(library);
    const to = await library.folders.add(other);
    const onProgress = (): void => controller.abort();
    const move = library.move(id, to, { ...options, onProgress, signal: controller.signal });
    await expect(move).rejects.toMatchObject({ code: "cancelled" });
    expect([files(), left()]).toEqual([[before], 0]);
  });

  it("leaves no folder alone that it moves into", async () => {
    const library = open(withoutLinks);
    const id = await install(library);
    const to = await library.folders.add(other);
    let refused: unknown = null;
    const letGo = async (): Promise<void> => {
      refused = await library.folders.remove(to, options.letGo).catch((error: unknown) => error);
    };
    await library.move(id, to, { ...options, letGo });
    expect(refused).toMatchObject({ code: "busy", key: "folder-in-move" });
    expect(library.folders.at(other)).not.toBeNull();
  });

  it("lets go of the file before the old one goes, and when its copy is whole", async () => {
    const library = open(withoutLinks);
    const id = await install(library);
    const to = await library.folders.add(other);
    let there: string[] = [];
    const letGo = (): Promise<void> => Promise.resolve(void (there = files()));
    await library.move(id, to, { ...options, letGo });
    expect(there).toEqual([before, expect.stringMatching(/^other.*\.moving$/)]);
    expect(files()).toEqual([moved]);
  });

  it("keeps the old file, to try again, while something holds it", async () => {
    let isHeld = true;
    const disk: MoveDisk = {
      ...nodeMoveDisk,
      remove: (root, path) =>
        isHeld && root === models ? Promise.reject(new Error("EBUSY")) : nodeMoveDisk.remove(root, path),
    };
    const library = open(disk);
    const id = await install(library);
    await library.move(id, await library.folders.add(other), options);
    expect([library.get(id)?.path, files()]).toEqual([join(folder, moved), [before, moved]]);
    isHeld = false;
    await library.refresh();
    expect([files(), left()]).toEqual([[moved], 0]);
  });

  it("takes no name that is there already, whoever has it", async () => {
    mkdirSync(dirname(join(folder, moved)), { recursive: true });
    writeFileSync(join(folder, moved), "somebody's");
    const library = open();
    const id = await install(library);
    await library.move(id, await library.folders.add(other), options);
    expect(files()).toEqual(["other/owner/Tiny-GGUF/0123456789ab-2/tiny-Q8_0.gguf", moved]);
    expect(readFileSync(join(folder, moved), "utf8")).toBe("somebody's");
  });

  it("deletes no old file that has changed since it was copied", async () => {
    const library = open(withoutLinks);
    const id = await install(library);
    const to = await library.folders.add(other);
    const letGo = (): Promise<void> => Promise.resolve(appendFileSync(join(folder, before), "written since"));
    await library.move(id, to, { ...options, letGo });
    expect(files()).toEqual([before, moved]);
    expect(library.get(id)).toMatchObject({ path: join(folder, moved), state: "ready" });
  });

  it("leaves what Bitloft did not put there where it is", async () => {
    const library = open();
    const path = join(folder, "mine.gguf");
    copyFileSync(model, path);
    const { id } = await library.importFile(path);
    const to = await library.folders.add(other);
    await expect(library.move(id, to, options)).rejects.toMatchObject({ key: "not-ours-to-move" });
    expect(existsSync(path)).toBe(true);
  });

  it("refuses a folder where it is already, and a second move of the same variant", async () => {
    const library = open(withoutLinks, false);
    const id = await install(library);
    const [home] = await library.folders.list();
    await expect(library.move(id, home?.id ?? "", options)).rejects.toMatchObject({ key: "moved-already" });
    const to = await library.folders.add(other);
    let second: unknown;
    const letGo = async (): Promise<void> => {
      // Another process, which sees that the first one lives.
      const elsewhere = open(nodeMoveDisk, false);
      await elsewhere.refresh();
      second = await elsewhere.move(id, to, options).catch((error: unknown) => error);
    };
    await library.move(id, to, { ...options, letGo });
    expect(second).toMatchObject({ code: "busy", key: "moving" });
    expect(files()).toEqual([moved]);
  });

  it("moves what another variant is made of too for both", async () => {
    const library = open();
    const id = await install(library);
    const twin = join(models, "owner", "Tiny-GGUF", "ffffffffffff", "tiny-Q8_0.gguf");
    mkdirSync(dirname(twin), { recursive: true });
    copyFileSync(model, twin);
    const files2 = [{ path: twin, sizeBytes: statSync(twin).size, sha256 }];
    const origin = { repository: "owner/Tiny-GGUF", commit: "f".repeat(40), variantKey: "Q8_0", label: "Q8_0" };
    const second = await library.installed({ ...origin, modifiers: [], root: models, files: files2 });
    db.run("UPDATE variant_files SET place_id = (SELECT place_id FROM variant_files WHERE variant_id = ?)", [id]);
    await library.move(id, await library.folders.add(other), options);
    expect([library.get(id)?.path, library.get(second)?.path]).toEqual([join(folder, moved), join(folder, moved)]);
  });
});

describe("the library's folders", () => {
  it("are the one that downloads go to, and those that were added, with what is in them", async () => {
    const library = open();
    const id = await install(library);
    const size = statSync(model).size;
    const to = await library.folders.add(other);
    expect(await library.folders.list()).toMatchObject([
      { path: models, isDefault: true, present: true, usedBytes: size, variants: 1, owner: "bitloft" },
      {
        path: other,
        isDefault: false,
        present: true,
        usedBytes: 0,
        variants: 0,
        freeBytes: expect.any(Number) as number,
      },
    ]);
    await library.move(id, to, options);
    expect(await library.folders.list()).toMatchObject([
      { usedBytes: 0, variants: 0 },
      { usedBytes: size, variants: 1 },
    ]);
  });

  it("lose their variants when they are forgotten, and no file, and find them again", async () => {
    const library = open();
    const id = await install(library);
    const to = await library.folders.add(other);
    await library.move(id, to, options);
    const released: string[] = [];
    await library.folders.remove(to, (variantId) => Promise.resolve(void released.push(variantId)));
    expect(released).toEqual([id]);
    expect([library.list(), files()]).toEqual([[], [moved]]);
    expect((await library.folders.list()).map(({ path }) => path)).toEqual([models]);
    await library.folders.add(other);
    expect(library.list()).toMatchObject([{ repository: "owner/Tiny-GGUF", state: "unverified" }]);
  });

  it("do not lie in one another, are there, and are not forgotten while downloads go there", async () => {
    const library = open();
    const [home] = await library.folders.list();
    await expect(library.folders.remove(home?.id ?? "", options.letGo)).rejects.toMatchObject({ key: "folder-in-use" });
    await expect(library.folders.remove("99", options.letGo)).rejects.toMatchObject({ key: "library-folder" });
    for (const path of [models, folder, join(models, "owner")]) {
      mkdirSync(path, { recursive: true });
      await expect(library.folders.add(path)).rejects.toMatchObject({ key: "folder-known" });
    }
    await expect(library.folders.add(join(folder, "nowhere"))).rejects.toMatchObject({ key: "no-such-folder" });
  });
});
