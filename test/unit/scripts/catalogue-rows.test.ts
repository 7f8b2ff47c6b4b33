import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { argumentsOf } from "../../../scripts/catalogue/arguments-of.ts";
import { writeRows } from "../../../scripts/catalogue/write-rows.ts";
import {
  type GgufHeader,
  GuardedHttpClient,
  HttpHubClient,
  ModelShapes,
  modelFacts,
  parseGgufHeader,
} from "../../../src-main/models/catalog/index.ts";
import { ggufHeaderBytes, syntheticModel, writeGguf } from "../../fixtures/index.ts";
import { type RunningHub, folderRepository, startHub } from "../../hub/index.ts";

/** Narrow, since the stand-in takes the hash of all of it. */
const narrow = { vocabulary: 512, embedding: 256, feedForward: 256 };
const content = syntheticModel("gemma-4-e4b", { vocabulary: "none", shape: narrow });
const other = syntheticModel("qwen3-4b", { vocabulary: "none" });
let hub: RunningHub;
let client: HttpHubClient;
let http: GuardedHttpClient;
let served: string;
let folder: string;
const lines: string[] = [];

beforeAll(async () => {
  served = mkdtempSync(join(tmpdir(), "bitloft-served-"));
  writeGguf(join(served, "gemma-Q4_K_M.gguf"), content);
  hub = await startHub({ repositories: [folderRepository("uploader/gemma-GGUF", served)] });
  const connection = { endpoint: () => hub.url, token: () => null };
  http = new GuardedHttpClient({ ...connection, environment: {} });
  client = new HttpHubClient({ ...connection, http });
});
afterAll(async () => {
  http.close();
  await hub.close();
  rmSync(served, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-shapes-"));
  lines.length = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function header(): GgufHeader {
  const progress = parseGgufHeader(ggufHeaderBytes(content));
  if (progress.status !== "ok") throw new Error("the header is cut short");
  return progress.header;
}
const path = (): string => join(folder, "shapes.json");
const asked = (...sources: string[]) => ({ to: null, as: null, sources });
const say = (line: string): number => lines.push(line);
const shapes = (): ModelShapes => new ModelShapes(JSON.parse(readFileSync(path(), "utf8")));
const rows = (): string[] =>
  readFileSync(path(), "utf8")
    .split("\n")
    .filter((line) => line.startsWith('"') && line.includes("/"));

it("writes the row of a file, and replaces it with that of another", async () => {
  const file = join(folder, "any.gguf");
  writeGguf(file, other);
  await writeRows({ ...asked(file), as: "maker/Model" }, path(), client, say);
  expect(shapes().factsOf("maker/model")).toMatchObject({ architecture: "qwen3", blockCount: 36 });
  writeGguf(file, content);
  await writeRows({ ...asked(file), as: "Maker/model" }, path(), client, say);
  expect(rows()).toHaveLength(1);
  expect(shapes().factsOf("maker/model")).toMatchObject({ architecture: "gemma4", blockCount: 42 });
  expect(lines).toEqual([
    "new: maker/Model (qwen3, 36 layers, 4022468096 parameters)",
    `replaced: maker/Model (gemma4, 42 layers, ${String(modelFacts(header()).parameters)} parameters)`,
  ]);
});

it("reads the header of a repository's variant by ranges, and names the model as models.json has it", async () => {
  const listed = { baseModel: "maker/gemma", repositories: [{ repository: "Uploader/Gemma-GGUF" }] };
  writeFileSync(join(folder, "models.json"), JSON.stringify({ models: [listed] }));
  await writeRows(asked("uploader/gemma-GGUF:q4_k_m"), path(), client, say);
  const facts = shapes().factsOf("maker/gemma");
  const real = modelFacts(header());
  expect(facts?.kvHeadCounts).toEqual(real.kvHeadCounts);
  expect(facts?.tensors).toHaveLength(real.tensors?.length ?? 0);
  expect(rows()[0]).toContain('"from":"uploader/gemma-GGUF/gemma-Q4_K_M.gguf@');
});

it("writes nothing where one source cannot be read, or it is not known whose model it is", async () => {
  await writeRows({ ...asked("uploader/gemma-GGUF"), as: "maker/gemma" }, path(), client, say);
  const before = readFileSync(path(), "utf8");
  writeFileSync(join(folder, "no.gguf"), "no model");
  const none = join(folder, "no.gguf");
  await expect(writeRows({ ...asked(none), as: "maker/none" }, path(), client, say)).rejects.toThrow();
  await expect(writeRows(asked("uploader/gemma-GGUF"), path(), client, say)).rejects.toThrow("--as OWNER/MODEL");
  await expect(writeRows(asked("uploader/gemma-GGUF:Q8_0"), path(), client, say)).rejects.toThrow("no such variant");
  await expect(writeRows(asked("gemma"), path(), client, say)).rejects.toThrow("neither a file");
  expect(readFileSync(path(), "utf8")).toBe(before);
});

it("understands what the usage names, and nothing else", () => {
  expect(argumentsOf(["row", "--to", "x.json", "--as", "a/b", "f.gguf"])).toEqual({
    to: "x.json",
    as: "a/b",
    sources: ["f.gguf"],
  });
  expect(argumentsOf(["row", "a/b:Q4_K_M", "c/d"])).toEqual({ to: null, as: null, sources: ["a/b:Q4_K_M", "c/d"] });
  for (const args of [
    [],
    ["row"],
    ["column", "a"],
    ["row", "--as", "a", "f"],
    ["row", "--as", "a/b", "f", "g"],
    ["row", "--x", "f"],
  ])
    expect(argumentsOf(args)).toBeNull();
});
