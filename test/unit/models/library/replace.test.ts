/** What is deleted for another one's sake: a copy, or the version before. */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { Library, findDuplicates } from "../../../../src-main/models/library/index.ts";
import { tinyChatModel } from "../../../fixtures/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const source = mkdtempSync(join(tmpdir(), "bitloft-replace-model-"));
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
let db: Database;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-replace-"));
  db = openAppDatabase(join(folder, "db.sqlite"));
  library = new Library({ db, modelsFolder: () => join(folder, "models"), logger: silentLogger });
});
afterEach(async () => {
  await library.dispose();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const pathIn = (commit: string, name = "tiny-Q8_0.gguf"): string =>
  join(folder, "models", "owner", "Tiny-GGUF", commit.slice(0, 12), name);

function put(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(model, path);
  return path;
}

function installed(paths: readonly string[], hashes: readonly string[] = [sha256]): Promise<string> {
  return library.installed({
    ...{ repository: "owner/Tiny-GGUF", commit: "1".repeat(40), variantKey: "Q8_0", label: "Q8_0", modifiers: [] },
    root: join(folder, "models"),
    files: paths.map((path, n) => ({ path, sizeBytes: statSync(path).size, sha256: hashes[n] ?? "" })),
  });
}

async function imported(path: string, isVerified = true): Promise<string> {
  const { id } = await library.importFile(path);
  if (isVerified) await library.verify(id);
  return id;
}

const pathOf = (id: string): string => library.get(id)?.path ?? "";
let takenOver: string[];
beforeEach(() => {
  takenOver = [];
});
const replace = (fromId: string, toId: string, isDuplicate = true, meanwhile = (): void => undefined): Promise<void> =>
  library.replace({ fromId, toId, isDuplicate, confirmedBytes: library.get(fromId)?.sizeBytes ?? 0 }, () => {
    takenOver.push(toId);
    meanwhile();
    return Promise.resolve();
  });

describe("a copy", () => {
  it("goes for the sake of one that is whole, after that has taken over", async () => {
    const stays = await imported(put(join(folder, "mine.gguf")));
    const goes = await installed([put(pathIn("1"))]);
    const [gone, kept] = [pathOf(goes), pathOf(stays)];
    await replace(goes, stays);
    expect([existsSync(gone), existsSync(kept), takenOver]).toEqual([false, true, [stays]]);
  });

  /** What became of the kept file since somebody looked. */
  const changes: Record<string, (kept: string) => void> = {
    gone: (kept) => rmSync(kept),
    "other content": (kept) => writeFileSync(kept, Buffer.alloc(statSync(kept).size)),
    "touched, and nobody knows by whom": (kept) => utimesSync(kept, 1_800_000_000, 1_800_000_000),
  };

  it.each(Object.entries(changes))("stays where the kept one is %s by now", async (_name, change) => {
    const stays = await imported(put(join(folder, "mine.gguf")));
    const goes = await installed([put(pathIn("1"))]);
    change(pathOf(stays));
    await expect(replace(goes, stays)).rejects.toMatchObject({ code: "file-changed" });
    expect([existsSync(pathOf(goes)), takenOver]).toEqual([true, []]);
  });

  it("stays where the kept one changed while it took over", async () => {
    const stays = await imported(put(join(folder, "mine.gguf")));
    const goes = await installed([put(pathIn("1"))]);
    const kept = pathOf(stays);
    await expect(replace(goes, stays, true, () => rmSync(kept))).rejects.toMatchObject({ code: "file-changed" });
    expect(existsSync(pathIn("1"))).toBe(true);
  });

  it("stays where nobody ever read the kept one, where that has other content, and where it is the same", async () => {
    const goes = await installed([put(pathIn("1"))]);
    const unread = await imported(put(join(folder, "mine.gguf")), false);
    const other = await installed([put(pathIn("2"))], ["cd".repeat(32)]);
    for (const toId of [unread, other, goes]) {
      await expect(replace(goes, toId)).rejects.toMatchObject({ code: "file-changed" });
    }
    expect(existsSync(pathOf(goes))).toBe(true);
  });

  const secondName = process.platform === "win32" ? it.skip : it;
  secondName.each([
    ["a link to it", symlinkSync],
    ["its second name", linkSync],
  ])("stays where the kept one is %s", async (_name, link) => {
    const goes = await installed([put(pathIn("1"))]);
    link(pathOf(goes), pathIn("1", "kept-Q8_0.gguf"));
    const stays = await installed([pathIn("1", "kept-Q8_0.gguf")]);
    await expect(replace(goes, stays)).rejects.toMatchObject({ code: "file-changed" });
    expect(existsSync(pathOf(goes))).toBe(true);
  });

  secondName("frees nothing where a later shard is another's", async () => {
    const shard = (commit: string, n: number): string => pathIn(commit, `tiny-0000${n}-of-00002.gguf`);
    const hashes = ["ab".repeat(32), "cd".repeat(32)];
    const one = await installed([put(shard("1", 1)), put(shard("1", 2))], hashes);
    put(shard("2", 1));
    linkSync(shard("1", 2), shard("2", 2));
    const two = await installed([shard("2", 1), shard("2", 2)], hashes);
    expect(one).not.toBe(two);
    expect(await findDuplicates(library.records())).toMatchObject([{ freesBytes: 0 }]);
  });
});

describe("the version before", () => {
  it("goes for the sake of a newer one with other content, and stays while that is not whole", async () => {
    const old = await installed([put(pathIn("1"))]);
    const newer = await installed([put(pathIn("2"))], ["cd".repeat(32)]);
    const path = pathOf(newer);
    utimesSync(path, 1_800_000_000, 1_800_000_000);
    await expect(replace(old, newer, false)).rejects.toMatchObject({ code: "file-changed" });
    expect(existsSync(pathIn("1"))).toBe(true);
    rmSync(path);
    await expect(replace(old, newer, false)).rejects.toMatchObject({ code: "file-changed" });
    await installed([put(path)], ["cd".repeat(32)]);
    await replace(old, newer, false);
    expect([existsSync(pathIn("1")), existsSync(path)]).toEqual([false, true]);
  });
});
