/** Whose files they are, and what becomes of them when a drive is away or two variants need the same. */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CollectionChange, InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { volumeOf } from "../../../../src-main/ground/files/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import { tinyChatModel } from "../../../fixtures/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const source = mkdtempSync(join(tmpdir(), "bitloft-content-model-"));
const model = join(source, "tiny-Q8_0.gguf");
beforeAll(() => {
  tinyChatModel(model);
});
afterAll(() => {
  rmSync(source, { recursive: true, force: true });
});

let folder: string;
let drive: string;
let models: string;
let db: Database;
let library: Library;
let told: CollectionChange<InstalledVariant>[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-content-"));
  drive = join(folder, "drive");
  models = join(drive, "models");
  db = openAppDatabase(join(folder, "db.sqlite"));
  library = new Library({ db, modelsFolder: () => models, logger: silentLogger });
  told = [];
  library.onChange((change) => told.push(change));
});
afterEach(async () => {
  await library.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

function copyTo(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(model, path);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  return path;
}

function download(commit: string, name = "tiny-Q8_0.gguf", sha256 = "ab".repeat(32)): Promise<string> {
  const path = copyTo(join(models, "owner", "Tiny-GGUF", commit.slice(0, 12), name));
  return library.installed({
    repository: "owner/Tiny-GGUF",
    commit,
    variantKey: "Q8_0",
    label: "Q8_0",
    modifiers: [],
    root: models,
    files: [{ path, sizeBytes: statSync(path).size, sha256 }],
  });
}

const pathOf = (id: string): string => library.get(id)?.path ?? "";
const remove = (id: string): Promise<void> => library.remove(id, library.get(id)?.sizeBytes ?? 0);
const states = (): string[] =>
  library
    .list()
    .map(({ id, state }) => `${id} ${state}`)
    .sort();
const blobs = (): unknown => db.get("SELECT count(*) AS n FROM blobs", [], (row) => row["n"]);

/** As if the models folder had been seen on a separate drive: no test can mount one. */
function onItsOwnDrive(): void {
  db.run("UPDATE folders SET volume = ? WHERE path LIKE ?", [drive, `${drive}%`]);
}

describe("deleting", () => {
  it("takes the file of a variant and leaves another's of the same content", async () => {
    const [first, second] = [await download("1".repeat(40)), await download("2".repeat(40))];
    const [gone, stays] = [pathOf(first), pathOf(second)];
    expect(blobs()).toBe(1);
    await remove(first);
    expect([existsSync(gone), existsSync(stays)]).toEqual([false, true]);
    expect(library.get(second)?.state).toBe("ready");
    await remove(second);
    expect(existsSync(stays)).toBe(false);
    expect(blobs()).toBe(0);
  });

  it("leaves a file that another variant is made of as well, until the last of them goes", async () => {
    const [first, second] = [await download("1".repeat(40)), await download("2".repeat(40))];
    const shared = pathOf(second);
    db.run("UPDATE variant_files SET place_id = (SELECT place_id FROM variant_files WHERE variant_id = ?)", [second]);
    await remove(first);
    expect(existsSync(shared)).toBe(true);
    await library.refresh();
    expect(library.get(second)).toMatchObject({ path: shared, state: "ready" });
    await remove(second);
    expect(existsSync(shared)).toBe(false);
  });

  it.each([
    [".lmstudio/models/o/n/tiny.gguf", "lm-studio"],
    [`.ollama/models/blobs/sha256-${"c".repeat(64)}`, "ollama"],
    [".cache/huggingface/hub/models--o--n/snapshots/1/tiny.gguf", "hf-cache"],
    ["Jan/data/llamacpp/models/o/tiny.gguf", "jan"],
    ["nomic.ai/GPT4All/tiny.gguf", "gpt4all"],
    [".cache/llama.cpp/tiny.gguf", "llama-cpp"],
    ["somewhere/tiny.gguf", "user"],
  ])("never takes what lies at %s, which is %s's", async (where, owner) => {
    const path = copyTo(join(folder, where));
    const { id } = await library.importFile(path);
    expect(db.all("SELECT owner FROM places", [], (row) => row["owner"])).toEqual([owner]);
    await remove(id);
    expect([library.list(), existsSync(path)]).toEqual([[], true]);
  });

  it("of a variant in two places takes what Bitloft has put there alone", async () => {
    const id = await download("1".repeat(40));
    const own = pathOf(id);
    const foreign = copyTo(join(folder, "foreign.gguf"));
    const other = await library.importFile(foreign);
    db.run("UPDATE variant_files SET variant_id = ?, position = 1 WHERE variant_id = ?", [id, other.id]);
    expect(library.files(id).map(({ path }) => path)).toEqual([own, foreign]);
    await remove(id);
    expect([existsSync(own), existsSync(foreign)]).toEqual([false, true]);
  });
});

describe("a drive", () => {
  it("is learned when a file on it is seen", async () => {
    await download("1".repeat(40));
    await library.refresh();
    expect(db.all("SELECT volume FROM folders", [], (row) => row["volume"])).toEqual([await volumeOf(models)]);
  });

  it("that is away has all its variants away, and when it is back all is as it was before", async () => {
    const ids = [
      await download("1".repeat(40), "ready.gguf", "11".repeat(32)),
      await download("2".repeat(40), "damaged.gguf", "22".repeat(32)),
      await download("3".repeat(40), "changed.gguf", "33".repeat(32)),
      await download("4".repeat(40), "gone.gguf", "44".repeat(32)),
    ];
    const elsewhere = await library.importFile(copyTo(join(folder, "elsewhere", "tiny.gguf")));
    await expect(library.verify(ids[1] ?? "")).resolves.toMatchObject({ ok: false });
    utimesSync(pathOf(ids[2] ?? ""), 1_800_000_000, 1_800_000_000);
    rmSync(pathOf(ids[3] ?? ""));
    await library.refresh();
    const before = library.list();
    expect(before.map(({ state }) => state).sort()).toEqual(["damaged", "missing", "ready", "ready", "unverified"]);
    onItsOwnDrive();
    renameSync(drive, `${drive} in a drawer`);
    await library.refresh();
    expect(states()).toEqual([...ids.map((id) => `${id} away`), `${elsewhere.id} ready`].sort());
    expect(
      told
        .at(-1)
        ?.put.map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    told.length = 0;
    await library.refresh();
    expect(told, "it is told once").toEqual([]);
    renameSync(`${drive} in a drawer`, drive);
    await library.refresh();
    expect(library.list()).toEqual(before);
    expect(
      told
        .at(-1)
        ?.put.map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it("that leaves an empty folder behind is away all the same", async () => {
    const id = await download("1".repeat(40));
    await library.refresh();
    onItsOwnDrive();
    renameSync(drive, `${drive} in a drawer`);
    mkdirSync(models, { recursive: true });
    await library.refresh();
    expect(states()).toEqual([`${id} away`]);
  });

  it("is another one where the files are found on it: a folder that was moved is not away", async () => {
    const id = await download("1".repeat(40));
    onItsOwnDrive();
    await library.refresh();
    expect(states()).toEqual([`${id} ready`]);
    expect(db.all("SELECT volume FROM folders", [], (row) => row["volume"])).toEqual([await volumeOf(models)]);
  });

  it("whose volume was never seen has files that are missing, as nobody can tell more", async () => {
    const id = await download("1".repeat(40));
    renameSync(drive, `${drive} in a drawer`);
    await library.refresh();
    expect(states()).toEqual([`${id} missing`]);
  });

  it("that is there has files that are missing, not away, when their folder was deleted", async () => {
    const id = await download("1".repeat(40));
    await library.refresh();
    rmSync(models, { recursive: true });
    await library.refresh();
    expect(states()).toEqual([`${id} missing`]);
  });

  it("that is away keeps its files when their variant is taken off, and they are found when it is back", async () => {
    const id = await download("1".repeat(40));
    const path = pathOf(id);
    await library.refresh();
    onItsOwnDrive();
    renameSync(drive, `${drive} in a drawer`);
    await library.refresh();
    await remove(id);
    expect(library.list()).toEqual([]);
    // What is left of it is empty, and searching that would find nothing for good.
    mkdirSync(models, { recursive: true });
    await library.refresh();
    rmSync(drive, { recursive: true });
    renameSync(`${drive} in a drawer`, drive);
    db.run("UPDATE folders SET volume = ?", [await volumeOf(models)]);
    expect(existsSync(path)).toBe(true);
    await library.refresh();
    expect(library.list()).toMatchObject([
      { path, repository: "owner/Tiny-GGUF", state: "unverified", imported: false },
    ]);
  });

  it("that is away counts for no sound file: what is on it is fetched when somebody asks", async () => {
    const id = await download("1".repeat(40));
    const path = pathOf(id);
    expect(library.isSound(path)).toBe(true);
    await library.refresh();
    onItsOwnDrive();
    renameSync(drive, `${drive} in a drawer`);
    await library.refresh();
    expect([library.has(path), library.isSound(path)]).toEqual([true, false]);
  });
});

describe("what was verified", () => {
  it("is known of the file that was read, and not of another that is thought to be the same", async () => {
    const [first, second] = [await download("1".repeat(40)), await download("2".repeat(40))];
    expect(blobs()).toBe(1);
    await expect(library.verify(first)).resolves.toMatchObject({ ok: false });
    expect(db.all("SELECT state FROM places ORDER BY id", [], (row) => row["state"])).toEqual(["damaged", "ready"]);
    expect([library.get(first), library.get(second)]).toMatchObject([
      { state: "ready", insteadOf: { state: "damaged" } },
      { state: "ready", insteadOf: null },
    ]);
  });

  it("of one shard is not held against the others", async () => {
    const id = await download("1".repeat(40), "part.gguf", "11".repeat(32));
    const other = copyTo(join(folder, "other.gguf"));
    const { id: second } = await library.importFile(other);
    db.run("UPDATE variant_files SET variant_id = ?, position = 1 WHERE variant_id = ?", [id, second]);
    await expect(library.verify(id)).resolves.toMatchObject({ ok: false });
    expect(db.all("SELECT state FROM places ORDER BY id", [], (row) => row["state"])).toEqual(["damaged", "ready"]);
    expect(library.get(id)?.state).toBe("damaged");
  });

  it("is not taken for known of a file that nobody had read before it was away", async () => {
    const path = copyTo(join(folder, "elsewhere", "tiny.gguf"));
    const { id } = await library.importFile(path);
    db.run("UPDATE places SET state = 'unverified'");
    renameSync(path, `${path}.away`);
    await library.refresh();
    expect(library.get(id)?.state).toBe("missing");
    renameSync(`${path}.away`, path);
    await library.refresh();
    expect(library.get(id)?.state).toBe("unverified");
  });
});

describe("a copy elsewhere", () => {
  /** A download on the drive, and the same content where it stays, known to be so. */
  async function twoCopies(): Promise<{ first: string; second: string; own: string; copy: string }> {
    const sha256 = createHash("sha256").update(readFileSync(model)).digest("hex");
    const first = await download("1".repeat(40), "tiny-Q8_0.gguf", sha256);
    const copy = copyTo(join(folder, "elsewhere", "copy.gguf"));
    const { id: second } = await library.importFile(copy);
    await library.verify(second);
    expect(blobs()).toBe(1);
    await library.refresh();
    told = [];
    return { first, second, own: pathOf(first), copy };
  }

  const lose: Record<string, (own: string) => void> = {
    missing: (own) => rmSync(own),
    away: () => {
      onItsOwnDrive();
      renameSync(drive, `${drive}-away`);
    },
    unverified: (own) => utimesSync(own, 1_800_000_000, 1_800_000_000),
    damaged: (own) => {
      db.run("UPDATE places SET state = 'damaged' WHERE path LIKE '%tiny-Q8_0.gguf'");
      expect(existsSync(own)).toBe(true);
    },
  };

  it.each(Object.entries(lose))(
    "is opened while a variant's own file is %s, and the library says so",
    async (state, act) => {
      const { first, own, copy } = await twoCopies();
      expect(library.get(first)).toMatchObject({ path: own, insteadOf: null });
      act(own);
      await library.refresh();
      const shown = { state: "ready", path: copy, insteadOf: { path: own, state } };
      expect(library.get(first)).toMatchObject(shown);
      expect(library.page(null, 10).items.find(({ id }) => id === first)).toMatchObject(shown);
      expect(library.files(first)).toMatchObject([{ path: copy }]);
      expect(library.isSound(own)).toBe(false);
    },
  );

  it("is left again as soon as the variant's own file is back", async () => {
    const { first, own } = await twoCopies();
    onItsOwnDrive();
    renameSync(drive, `${drive}-away`);
    await library.refresh();
    renameSync(`${drive}-away`, drive);
    await library.refresh();
    expect(library.get(first)).toMatchObject({ path: own, insteadOf: null, state: "ready" });
  });

  it("is not opened where nobody has read that it is one", async () => {
    const first = await download("1".repeat(40));
    await library.importFile(copyTo(join(folder, "elsewhere", "copy.gguf")));
    rmSync(pathOf(first));
    await library.refresh();
    expect(library.get(first)).toMatchObject({ state: "missing", insteadOf: null });
  });

  it.each([
    ["gone", (copy: string) => rmSync(copy)],
    ["changed", (copy: string) => utimesSync(copy, 1_800_000_000, 1_800_000_000)],
  ])("is not opened when it is %s itself, and the variant is told as it is then", async (_, act) => {
    const { first, own, copy } = await twoCopies();
    rmSync(own);
    await library.refresh();
    told = [];
    act(copy);
    await library.refresh();
    expect(library.get(first)).toMatchObject({ state: "missing", path: own, insteadOf: null });
    expect(told.flatMap(({ put }) => put)).toContainEqual(library.get(first));
  });

  it("is what is checked while the variant's own file is not there", async () => {
    const { first, second, own, copy } = await twoCopies();
    rmSync(own);
    await library.refresh();
    expect((await library.verify(first)).ok).toBe(true);
    const bytes = readFileSync(copy);
    bytes[bytes.length - 1] = ~(bytes.at(-1) ?? 0) & 255;
    writeFileSync(copy, bytes);
    utimesSync(copy, 1_700_000_000, 1_700_000_000);
    expect((await library.verify(first)).ok).toBe(false);
    // That of the copy is known from then on, and nothing of what is not there.
    expect([library.get(first), library.get(second)]).toMatchObject([{ state: "missing" }, { state: "damaged" }]);
  });

  it("is not deleted with the variant that is opened at it, which is not the one that it belongs to", async () => {
    const { first, second, own, copy } = await twoCopies();
    onItsOwnDrive();
    renameSync(drive, `${drive}-away`);
    await library.refresh();
    await remove(first);
    expect([existsSync(copy), library.get(second)?.state]).toEqual([true, "ready"]);
    renameSync(`${drive}-away`, drive);
    expect(existsSync(own)).toBe(true);
  });

  it("becomes the own file of a variant that has no other, when the one that brought it goes", async () => {
    const [first, second] = [await download("1".repeat(40)), await download("2".repeat(40))];
    const [gone, copy] = [pathOf(first), pathOf(second)];
    rmSync(gone);
    await library.refresh();
    expect(library.get(first)).toMatchObject({ path: copy });
    await remove(second);
    expect(existsSync(copy)).toBe(true);
    expect(library.list()).toMatchObject([{ id: first, path: copy, state: "ready", insteadOf: null, imported: false }]);
    await remove(first);
    expect(existsSync(copy)).toBe(false);
    expect(blobs()).toBe(0);
  });

  it("becomes that also where the other file went since anybody looked", async () => {
    const [first, second] = [await download("1".repeat(40)), await download("2".repeat(40))];
    const [gone, copy] = [pathOf(first), pathOf(second)];
    rmSync(gone);
    await remove(second);
    expect(existsSync(copy)).toBe(true);
    expect(library.list()).toMatchObject([{ id: first, path: copy, state: "ready", insteadOf: null }]);
  });

  it("becomes that where the other file is damaged, which Bitloft then has no use for", async () => {
    const [first, second] = [await download("1".repeat(40)), await download("2".repeat(40))];
    const [damaged, copy] = [pathOf(first), pathOf(second)];
    await expect(library.verify(first)).resolves.toMatchObject({ ok: false });
    await remove(second);
    expect([existsSync(damaged), existsSync(copy)]).toEqual([false, true]);
    expect(library.list()).toMatchObject([{ id: first, path: copy, state: "ready", insteadOf: null }]);
  });

  it("becomes that where one shard of several is missing, and what a person has changed stays where it is", async () => {
    const shards = async (commit: string): Promise<string> => {
      const paths = [1, 2, 3].map((n) =>
        copyTo(join(models, "owner", "Tiny-GGUF", commit.slice(0, 12), `tiny-0000${n}-of-00003.gguf`)),
      );
      const files = paths.map((path, n) => ({ path, sizeBytes: statSync(path).size, sha256: `${n}b`.repeat(32) }));
      const variant = { repository: "owner/Tiny-GGUF", commit, variantKey: "Q8_0", label: "Q8_0", modifiers: [] };
      return library.installed({ ...variant, root: models, files });
    };
    const [first, second] = [await shards("1".repeat(40)), await shards("2".repeat(40))];
    const paths = [first, second].map((id) => library.files(id).map(({ path }) => path));
    const [[sound = "", changed = "", missing = ""] = [], copies = []] = paths;
    utimesSync(changed, 1_800_000_000, 1_800_000_000);
    rmSync(missing);
    await remove(second);
    expect(copies.map((path) => existsSync(path))).toEqual([true, true, true]);
    expect([sound, changed].map((path) => existsSync(path))).toEqual([false, true]);
    expect(library.files(first).map(({ path }) => path)).toEqual(copies);
    expect(library.get(first)).toMatchObject({ state: "ready", insteadOf: null });
  });

  it("that goes while it is checked leaves nothing to the file that takes its number", async () => {
    const { first, second, own, copy } = await twoCopies();
    rmSync(own);
    await library.refresh();
    const checked = library.verify(first);
    db.run("UPDATE places SET path = 'another.gguf', state = 'unverified' WHERE path = 'copy.gguf'");
    await checked;
    expect(library.get(second)).toMatchObject({ path: join(dirname(copy), "another.gguf"), state: "unverified" });
  });

  it("goes with the one that it belongs to while another's own file is only away", async () => {
    const first = await download("1".repeat(40));
    models = join(folder, "other models");
    const second = await download("2".repeat(40));
    const copy = pathOf(second);
    onItsOwnDrive();
    renameSync(drive, `${drive}-away`);
    await library.refresh();
    expect(library.get(first)).toMatchObject({ path: copy, state: "ready" });
    told = [];
    await remove(second);
    expect(existsSync(copy)).toBe(false);
    expect(library.get(first)?.state).toBe("away");
    expect(told.flatMap(({ put }) => put)).toMatchObject([{ id: first, state: "away" }]);
  });
});
