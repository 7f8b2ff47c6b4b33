import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FoundModel, Job } from "../../../../src-shared/contract/index.ts";
import { silentLogger, systemClock } from "../../../../src-main/ground/core/index.ts";
import { Jobs } from "../../../../src-main/ground/jobs/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { Library, findDuplicates } from "../../../../src-main/models/library/index.ts";
import { Stores } from "../../../../src-main/models/stores/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { type StoreBuilder, StoreBuilder as Builder, commit, layOutStores } from "../../../fixtures/program-stores.ts";

let folder: string;
let home: string;
let db: Database;
let library: Library;
let jobs: Jobs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stores-"));
  home = join(folder, "home");
  db = openAppDatabase(join(folder, "db.sqlite"));
  library = new Library({ db, modelsFolder: () => join(folder, "models"), logger: silentLogger });
  jobs = new Jobs({ db, clock: systemClock, logger: silentLogger });
});
afterEach(async () => {
  await jobs.dispose();
  await library.dispose();
  db.close();
  rmSync(folder, { recursive: true });
});

function stores(platform: NodeJS.Platform = "linux", env: Record<string, string> = {}): Stores {
  return new Stores({ place: { home, platform, env }, library, jobs, modelsFolders: () => library.folders.paths() });
}
const ended = async ({ id }: Job<"link">): Promise<Job<"link">> => (await jobs.settled(id)) as Job<"link">;

/** Every file below a folder with all that anybody could have changed of it. */
function snapshotOf(at: string): Record<string, unknown> {
  const paths = readdirSync(at, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  );
  return Object.fromEntries(
    paths.map((path) => {
      const { mtimeMs, ctimeMs, mode, size, ino, nlink } = statSync(path);
      const isFile = statSync(path).isFile();
      return [path, { mtimeMs, ctimeMs, mode, size, ino, nlink, bytes: isFile ? readFileSync(path, "base64") : "" }];
    }),
  );
}

const told = ({ program, name, label, runs, inLibrary }: FoundModel): string =>
  `${program} ${name} ${label ?? "-"} ${inLibrary ? "known" : runs ? "runs" : "refused"}`;

const expected = [
  "lm-studio Studio-4bit-MLX - refused",
  "lm-studio Studio F32 runs",
  "ollama tiny:3b F32 runs",
  "ollama hf.co/maker/Pulled-GGUF:F32 F32 runs",
  "hf-cache maker/Whole - refused",
  "hf-cache Cached F32 runs",
  "hf-cache Cached F32 runs",
  "jan Jan of the maker F32 runs",
  "gpt4all All F32 runs",
  "llama-cpp maker_Flat-GGUF_Flat F32 runs",
  "textgen Gen F32 runs",
  "msty Msty F32 runs",
].sort();

describe.each(["linux", "win32"] as const)("what eight programs keep, as %s has it", (platform) => {
  it("is found, used where it is, and left as it was", async () => {
    layOutStores(home, platform);
    const before = snapshotOf(home);
    const { found, problems, partial } = await stores(platform).scan();
    expect({ problems, partial }).toEqual({ problems: [], partial: false });
    expect(found.map(told).sort()).toEqual(expected);
    const ollama = found.find(({ name }) => name === "tiny:3b");
    expect(ollama?.sha256).toBe(ollama?.path.split("sha256-")[1]);
    // Where there are no links nothing says the hash.
    const cached = found.find(({ path }) => path.includes(`${commit}/Cached`));
    expect(cached?.sha256 === null).toBe(platform === "win32");

    const wanted = found.filter(({ runs }) => runs).map(({ id }) => id);
    const job = await ended(stores(platform).use({ ids: wanted }));
    expect(job).toMatchObject({ state: "done", error: null, result: { refused: [] } });
    expect(job.result?.added).toHaveLength(wanted.length);
    expect(job.progress).toEqual({ doneBytes: job.progress.totalBytes, totalBytes: job.progress.totalBytes });
    expect(library.list()).toHaveLength(wanted.length);
    // That a file is called by a hash says nothing of what is in it.
    const named = found.filter(({ sha256 }) => sha256 !== null).map(({ path }) => path);
    for (const { path, state, imported } of library.list()) {
      expect({ path, state, imported }).toEqual({
        path,
        state: named.includes(path) ? "unverified" : "ready",
        imported: true,
      });
    }
    const pulled = library.list().find(({ repository }) => repository === "maker/Pulled-GGUF");
    expect(pulled).toMatchObject({ name: "Pulled", commit: null });
    expect(library.list().find(({ commit: from }) => from === commit)?.repository).toBe("maker/Cached-GGUF");

    const again = await stores(platform).scan();
    expect(again.found.every(({ runs, inLibrary }) => runs === inLibrary)).toBe(true);
    expect((await stores(platform).look()).programs).toEqual([]);

    for (const { id, sizeBytes } of library.list()) await library.remove(id, sizeBytes);
    expect(snapshotOf(home)).toEqual(before);
  });
});

describe("models that are used where they are", () => {
  let to: StoreBuilder;
  beforeEach(() => {
    to = new Builder(home);
  });
  async function used(): Promise<string> {
    const { found } = await stores().scan();
    await ended(stores().use({ ids: found.map(({ id }) => id) }));
    return library.list()[0]?.id ?? "";
  }

  it("are missing when their program has deleted them, and back when it has fetched them again", async () => {
    const path = ".lmstudio/models/maker/Studio-GGUF/Studio-F32.gguf";
    to.model(path, "studio");
    const id = await used();
    rmSync(join(home, path));
    await library.refresh();
    expect(library.get(id)).toMatchObject({ state: "missing", name: "Studio" });
    to.model(path, "studio");
    await library.refresh();
    expect(library.get(id)?.state).toBe("ready");
  });

  it("are checked against the hash that is their name", async () => {
    const blob = to.ollama(".ollama/models", "registry.ollama.ai/library/tiny/latest", "tiny");
    const id = await used();
    const sha256 = blob.split("sha256-")[1];
    expect(library.get(id)?.state).toBe("unverified");
    expect(await library.verify(id)).toMatchObject({ ok: true, sha256, expectedSha256: sha256 });
    expect(library.get(id)?.state).toBe("ready");
  });

  it("are no copy of a download before they were read: what is called by the right hash may be damaged", async () => {
    const blob = to.ollama(".ollama/models", "registry.ollama.ai/library/tiny/latest", "tiny");
    const sha256 = blob.split("sha256-")[1] ?? "";
    const root = join(folder, "models");
    const path = join(root, "maker", "Tiny-GGUF", "0123456789ab", "Tiny-F32.gguf");
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(blob, path);
    // A byte of its weights, as a failing disk changes it.
    const bytes = readFileSync(blob);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(blob, bytes);
    const linked = await used();
    const sizeBytes = bytes.length;
    const own = await library.installed({
      ...{ repository: "maker/Tiny-GGUF", commit: "0123456789ab".padEnd(40, "0"), variantKey: "F32" },
      ...{ label: "F32", modifiers: [], root, files: [{ path, sizeBytes, sha256 }] },
    });
    expect(await findDuplicates(library.records())).toEqual([]);
    // It is opened at what was read to its end, and never the other way round.
    expect(library.get(linked)?.path).toBe(path);
    rmSync(path);
    await library.lookAt([own, linked]);
    expect(library.get(own)).toMatchObject({ path, state: "missing" });
    expect(await library.verify(linked)).toMatchObject({ ok: false });
    expect(library.get(linked)?.state).toBe("damaged");
  });

  it("count once, whatever leads to them", async () => {
    const blob = to.ollama(".ollama/models", "registry.ollama.ai/library/tiny/3b", "tiny");
    to.tag(".ollama/models", "registry.ollama.ai/library/tiny/latest", [["model", blob.split("sha256-")[1] ?? ""]]);
    to.hardLink(blob, ".lmstudio/models/maker/Tiny-GGUF/Tiny-F32.gguf");
    to.link(blob, ".cache/llama.cpp/maker_Tiny-GGUF_Tiny-F32.gguf");
    expect((await stores().scan()).found.map(told)).toEqual(["lm-studio Tiny F32 runs"]);
    // The same content in a file of its own, known by the hash that both are called by.
    to.hub(".cache/huggingface/hub", "maker/Tiny-GGUF", "Tiny-F32.gguf", { links: true, name: "tiny" });
    rmSync(join(home, ".lmstudio"), { recursive: true });
    rmSync(join(home, ".cache/llama.cpp"), { recursive: true });
    expect((await stores().scan()).found.map(told)).toEqual(["ollama tiny:3b F32 runs"]);
    await used();
    rmSync(join(home, ".ollama"), { recursive: true });
    await library.refresh();
    expect((await stores().scan()).found.map(told)).toEqual(["hf-cache Tiny F32 runs"]);
  });

  it("come from files and folders that a person names", async () => {
    to.model("here/One-F32.gguf", "one");
    to.model("there/deep/Two-F32.gguf", "two");
    to.text("here/notes.gguf", "no model");
    const paths = ["here/One-F32.gguf", "here/notes.gguf", "there", "nowhere"].map((path) => join(home, path));
    const { result } = await ended(stores().useFrom(paths));
    expect(result?.added.map(({ name }) => name)).toEqual(["One", "Two"]);
    expect(result?.refused).toMatchObject([{ name: "notes.gguf", error: { code: "not-gguf" } }]);
  });

  it("are all that run and the library does not have, where nobody chose", async () => {
    to.model(".lmstudio/models/maker/One-GGUF/One-F32.gguf", "one");
    await used();
    to.ollama(".ollama/models", "registry.ollama.ai/library/two/latest", "two");
    to.text(".lmstudio/models/maker/Three-GGUF/Three-F32.gguf", "no model");
    // What does not run is not offered.
    expect((await stores().look()).programs).toMatchObject([{ program: "ollama", models: 1 }]);
    const { result, subject } = await ended(stores().use({ ids: null }));
    expect({ subject, result }).toMatchObject({
      subject: { models: null },
      result: { added: [{ name: "two:latest" }], refused: [] },
    });
  });

  it("stay as far as they were taken over when that is cancelled", async () => {
    for (const name of ["a", "b", "c"]) to.model(`.lmstudio/models/m/${name}/${name}-F32.gguf`, name);
    const { found } = await stores().scan();
    const job = stores().use({ ids: found.map(({ id }) => id) });
    library.onChange(() => void jobs.cancel(job.id));
    expect(await ended(job)).toMatchObject({ state: "cancelled" });
    expect(library.list()).toHaveLength(1);
  });
});

it("does not read the library's own folders as another program's, by whatever path", async () => {
  const own = join(folder, "second-drive");
  mkdirSync(own);
  await library.folders.add(own);
  new Builder(own).model("maker/name/rev/Own-F32.gguf", "own");
  const to = new Builder(home);
  to.text(".lmstudio/settings.json", JSON.stringify({ downloadsFolder: join(folder, "link") }));
  symlinkSync(own, join(folder, "link"));
  expect((await stores().scan()).found).toEqual([]);
  const elsewhere = new Stores({ place: { home, platform: "linux", env: {} }, library, jobs, modelsFolders: () => [] });
  expect((await elsewhere.scan()).found).toHaveLength(1);
});

it("is cancelled also while a drive says nothing", async () => {
  new Builder(home).model(".lmstudio/models/pub/name/Studio-F32.gguf", "studio");
  const never = (): Promise<never> => new Promise(() => undefined);
  const silent = { link: never, holds: never };
  const place = { home, platform: "linux" as const, env: {} };
  const asked = new Stores({ place, library: silent, jobs, modelsFolders: () => [] });
  const controller = new AbortController();
  const looks = [asked.look(controller.signal), asked.scan({ signal: controller.signal })];
  const job = asked.use({ ids: null });
  controller.abort();
  for (const look of looks) await expect(look).rejects.toMatchObject({ code: "cancelled" });
  await jobs.cancel(job.id);
  expect((await ended(job)).state).toBe("cancelled");
});
