/** What has changed on the Hub since, what there is twice, and what is inside a file. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LibraryUpdates } from "../../../../src-shared/contract/index.ts";
import { soundModel, writeGguf } from "../../../fixtures/index.ts";
import {
  type Repository,
  type RepositoryFile,
  type RunningHub,
  commitOf,
  ggufBody,
  largeFile,
  repository,
  smallModel,
  startHub,
  textFile,
} from "../../../hub/index.ts";
import { CommandLine } from "./command-line.ts";

const id = "bitloft-test/changing-GGUF";
const name = "sample-Q4_K_M.gguf";
const card = (text: string): RepositoryFile => textFile("README.md", text);
const weights = (seed: string, chatTemplate?: string): RepositoryFile =>
  largeFile(name, ggufBody(seed, smallModel("Q4_K_M", chatTemplate === undefined ? {} : { chatTemplate })));
const first = [card("# First"), weights("first")];

let hub: RunningHub;
let cli: CommandLine;
let changing: Repository;
let age = 100;
beforeAll(async () => {
  changing = repository({ id, files: first });
  hub = await startHub({ repositories: [changing] });
  cli = new CommandLine(hub.url);
  expect((await cli.run(["pull", `${id}:Q4_K_M`])).code).toBe(0);
}, 60_000);
afterAll(async () => {
  await hub.close();
  cli.close();
});

/** The branch moves on to these files. */
function become(files: RepositoryFile[]): string {
  const commit = commitOf(id, ++age);
  changing.revisions.set(commit, files);
  changing.main = commit;
  return commit;
}
const updates = async (): Promise<LibraryUpdates> => (await cli.run(["updates", "--json"])).answer as LibraryUpdates;

describe("updates", () => {
  it("are none where the branch is where it was", async () => {
    expect(await updates()).toEqual({ updates: [], failed: [], asked: 1 });
    expect((await cli.run(["updates"])).stdout).toContain("Everything is as it is on Hugging Face (1 repository)");
  });

  it.each<[string, RepositoryFile[], string, string[]]>([
    ["other words on the card", [card("# Second"), weights("first")], "new-revision", ["card"]],
    ["another template alone", [card("# First"), weights("first", "{{ messages }}")], "re-uploaded", ["template"]],
    ["other weights under the same name", [card("# First"), weights("second")], "re-uploaded", ["weights"]],
    ["weights and card", [card("# 2"), weights("second")], "re-uploaded", ["weights", "card"]],
    ["a file that is gone", [card("# First"), largeFile("other-Q8_0.gguf", weights("first").body)], "gone", []],
  ])("say what changed: %s", async (_name, files, kind, changed) => {
    const latestCommit = become(files);
    const { updates: found } = await updates();
    expect(found).toMatchObject([{ repository: id, kind, changed, latestCommit, latestId: null }]);
    expect(found[0]?.latestSizeBytes === null).toBe(kind === "gone");
  });

  it("leave out a commit that changes nothing of it", async () => {
    become([...first, textFile("notes.txt", "more")]);
    expect((await updates()).updates).toEqual([]);
  });

  it("say which one is the new one, once it is installed beside", async () => {
    become([card("# First"), weights("second")]);
    expect((await cli.run(["pull", `${id}:Q4_K_M`])).code).toBe(0);
    const { updates: found } = await updates();
    expect(found).toHaveLength(1);
    expect(found[0]?.latestId).toEqual(expect.any(String));
    expect(found[0]?.latestId).not.toBe(found[0]?.id);
    expect((await cli.run(["list", "--json"])).answer).toMatchObject({ variants: [{}, {}] });
  });

  it("name a repository that cannot be asked, and fail where none can be", async () => {
    hub.repositories.pop();
    expect(await cli.run(["updates", "--json"])).toMatchObject({
      code: 1,
      answer: { error: { code: "hub-not-found" } },
    });
    hub.repositories.push(changing);
  });
});

describe("dedupe", () => {
  it("frees Bitloft's copy of what a person holds, and nothing of theirs", async () => {
    const { variants } = (await cli.run(["list", "--json"])).answer as { variants: { id: string; path: string }[] };
    const [own] = variants;
    if (own === undefined) throw new Error("nothing is installed");
    const mine = join(cli.folder, "mine", "copy-Q4_K_M.gguf");
    mkdirSync(dirname(mine), { recursive: true });
    copyFileSync(own.path, mine);
    const imported = (await cli.run(["import", mine, "--json"])).answer as { id: string; sizeBytes: number };
    expect((await cli.run(["dedupe", "--json"])).answer).toMatchObject({ duplicates: [] });
    // What was never hashed is not known to be the same.
    await cli.run(["verify", imported.id]);
    const review = (await cli.run(["dedupe", "--json"])).answer;
    const freesBytes = imported.sizeBytes;
    expect(review).toMatchObject({
      duplicates: [
        {
          freesBytes,
          sizeBytes: freesBytes,
          places: [
            { path: mine, owner: "user", variantId: imported.id, frees: false },
            { path: own.path, owner: "bitloft", variantId: own.id, frees: true },
          ],
        },
      ],
    });
    expect((await cli.run(["dedupe"])).stdout).toMatch(/in 2 places; .* can be freed/);
    const done = await cli.run(["dedupe", "--delete", "--json"]);
    expect(done.answer).toEqual({ deleted: [own.id], freedBytes: freesBytes });
    expect([existsSync(mine), existsSync(own.path)]).toEqual([true, false]);
    expect((await cli.run(["dedupe"])).stdout).toBe("Nothing is installed twice.\n");
  });
});

describe("inspect", () => {
  it("shows a header, sums up arrays and types, and finds keys and tensors", async () => {
    const path = join(cli.folder, "inside.gguf");
    const model = soundModel();
    const metadata = { ...model.metadata, "general.author": "a\u001b[2Jb\u202ec", "general.long": "x".repeat(3000) };
    writeGguf(path, { ...model, metadata });
    const { answer } = await cli.run(["inspect", path, "--json"]);
    const found = answer as { metadata: { key: string; text: string; isCut: boolean; length: number | null }[] };
    const value = (key: string): unknown => found.metadata.find((one) => one.key === key);
    expect(answer).toMatchObject({ version: 3, fileNames: ["inside.gguf"], tensorCount: model.tensors.length });
    expect(value("general.author")).toMatchObject({ text: "a\\u{1b}[2Jb\\u{202e}c" });
    expect(value("general.long")).toMatchObject({ isCut: true });
    expect(value("tokenizer.ggml.tokens")).toMatchObject({
      type: "string[]",
      text: "",
      length: expect.any(Number) as number,
    });
    const said = (await cli.run(["inspect", path])).stdout;
    expect(said).toContain("TENSORS OF TYPE");
    expect(said).not.toContain("\u001b");
    const searched = (await cli.run(["inspect", path, "--find", "token_embd"])).stdout;
    expect(searched).toContain("token_embd.weight");
    expect(searched).not.toContain("general.author");
  });

  it("refuses what is no model, and what is not there", async () => {
    const path = join(cli.folder, "broken.gguf");
    writeFileSync(path, "GGUF\u0003\u0000\u0000\u0000\u00ff");
    expect((await cli.run(["inspect", path, "--json"])).answer).toMatchObject({ error: { code: "malformed-gguf" } });
    expect((await cli.run(["inspect", "nowhere.gguf", "--json"])).answer).toMatchObject({
      error: { code: "not-found" },
    });
  });
});
