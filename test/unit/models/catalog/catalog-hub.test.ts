import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BundledCatalogue,
  type HttpClient,
  type HubClient,
  ParsedCatalogue,
  Catalog,
  GuardedHttpClient,
  HttpHubClient,
  readGgufFile,
} from "../../../../src-main/models/catalog/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { AppError, silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type GgufContent, syntheticModel, tinyChatModel, writeGguf } from "../../../fixtures/index.ts";
import { type RunningHub, folderRepository, standingRepositories, startHub } from "../../../hub/index.ts";
import { readFileSync } from "node:fs";
import { say, sayError } from "../../../../src-shared/words/index.ts";
import { searchQuerySchema } from "../../../../src-main/ground/inputs/index.ts";

let hub: RunningHub;
let client: HubClient;
let catalog: Catalog;
let folder: string;
const catalogueFile = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../resources/catalogue/${name}.json`, import.meta.url), "utf8"));
const bundled: BundledCatalogue = new ParsedCatalogue(
  { models: catalogueFile("models"), ratings: catalogueFile("ratings"), shapes: catalogueFile("shapes") },
  (facts) => facts.parameters / 2,
  (id) => `https://huggingface.co/${id}`,
);
const bundledName = "TheBloke/Llama-2-7B-Chat-GGUF";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bitloft-catalog-"));
  hub = await startHub();
  const options = { endpoint: () => hub.url, token: () => null };
  client = new HttpHubClient({ ...options, http: new GuardedHttpClient({ ...options, environment: {} }) });
  catalog = new Catalog({ hub: client, bundled, cacheFolder: join(folder, "cache"), logger: silentLogger });
});
afterEach(async () => {
  client.close();
  await hub.close();
  await rm(folder, { recursive: true });
});

const query = (text: string, more = {}) => searchQuerySchema.parse({ text, ...more });
const factsOf = async (repository: string) => {
  const detail = await catalog.detail(repository);
  const facts = await catalog.facts(repository, detail);
  if (!("facts" in facts)) throw new Error(sayError(facts.problem));
  return { ...facts, listed: detail };
};

describe("search", () => {
  it("keeps the Hub's order and goes on to the next page", async () => {
    const first = await catalog.search(query("Paged-Sample"));
    expect(first).toMatchObject({ source: "hub", notice: null });
    expect(first.results[0]).toMatchObject({
      repository: "bitloft-many/Paged-Sample-001-GGUF",
      owner: "bitloft-many",
      bundled: false,
      model: null,
    });
    const second = await catalog.search(query("Paged-Sample", { cursor: first.next }));
    expect(second.results[0]?.repository).toBe("bitloft-many/Paged-Sample-031-GGUF");
  });

  it("finds only what has a label that was asked for", async () => {
    const { results } = await catalog.search(query("bitloft-test", { label: "ud-q2_k_xl" }));
    expect(results.map(({ repository }) => repository)).toEqual([
      "bitloft-test/Qwen3-30B-A3B-GGUF",
      "bitloft-test/unsloth-style-GGUF",
    ]);
  });

  it("answers from the bundled catalogue when the Hub does not, and says why", async () => {
    for (const [kind, code] of [
      ["reset", "hub-offline"],
      ["html", "hub-bad-answer"],
      ["429", "hub-rate-limited"],
    ] as const) {
      hub.clearFaults();
      hub.addFault({ route: "search", kind, nth: 0 });
      const page = await catalog.search(query("llama-2 7b"));
      expect(page).toMatchObject({ source: "bundled", next: null, notice: { code } });
      expect(page.results.map(({ repository }) => repository)).toContain(bundledName);
      expect(page.results.every((result) => result.bundled)).toBe(true);
    }
  });
});

describe("a repository", () => {
  it("is opened in three requests and 8 MiB, and once seen in none for its header", async () => {
    const repository = "bitloft-test/Llama-3.1-8B-Instruct-GGUF";
    const { detail, facts, variantKey } = await factsOf(repository);
    expect(detail.variants.map(({ key }) => key)).toEqual([
      "F16",
      "Q8_0",
      "Q6_K",
      "Q5_K_M",
      "Q5_K_S",
      "Q4_K_M",
      "Q4_K_S",
      "IQ4_XS",
      "Q3_K_L",
      "Q3_K_M",
      "Q2_K",
    ]);
    expect(variantKey).toBe("Q4_K_M");
    expect(facts.parameters).toBe(8_030_261_248);
    expect(hub.log().requests.map(({ route }) => route)).toEqual(["detail", "resolve", "content"]);
    expect(hub.log().bytes.content + hub.log().bytes.hub).toBeLessThanOrEqual(8 * MiB);
    hub.clearLog();
    expect((await factsOf(repository)).facts).toEqual(facts);
    expect(hub.log().requests.map(({ route }) => route)).toEqual(["detail"]);
  });

  it("groups shards, companions and folders, and says what is incomplete", async () => {
    const shards = await catalog.detail("bitloft-test/Llama-3.3-70B-Instruct-GGUF");
    expect(shards.variants).toMatchObject([{ key: "Q4_K_M", complete: true, files: [{}, {}, {}] }]);
    const missing = await catalog.detail("bitloft-test/missing-shard-GGUF");
    expect(missing.variants.find(({ label }) => label === "Q8_0")?.complete).toBe(false);
    expect((await catalog.detail("bitloft-test/mmproj-GGUF")).companions.map(({ role }) => role).sort()).toEqual([
      "imatrix",
      "mmproj",
    ]);
    const unsloth = await catalog.detail("bitloft-test/unsloth-style-GGUF");
    expect(unsloth.variants.map(({ key }) => key).sort()).toEqual(["MXFP4_MOE", "Q4_K_M", "UD-Q2_K_XL", "UD-Q4_K_XL"]);
  });

  it("without GGUF explains what it has instead", async () => {
    for (const repository of ["bitloft-test/safetensors-only", "bitloft-test/sample-GPTQ"]) {
      const detail = await catalog.detail(repository);
      expect(detail.variants).toEqual([]);
      expect(detail.unsupported.length).toBeGreaterThan(0);
      expect(await catalog.facts(repository, detail)).toMatchObject({ problem: { code: "not-found" } });
    }
  });

  it("that is gated lists its variants and says where to ask", async () => {
    const repository = "bitloft-test/gated-manual-GGUF";
    const detail = await catalog.detail(repository);
    expect(detail).toMatchObject({
      gated: "manual",
      notice: { code: "hub-gated" },
      pageUrl: `${hub.url}/${repository}`,
    });
    expect(detail.variants).toHaveLength(1);
    expect(await catalog.facts(repository, detail)).toMatchObject({ problem: { code: "hub-gated" } });
  });

  it("with hostile paths keeps the rest and tells how many were left out", async () => {
    const detail = await catalog.detail("bitloft-test/hostile-paths-GGUF");
    expect(detail.variants.flatMap(({ files }) => files.map(({ path }) => path)).sort()).toEqual([
      "con-Q8_0.gguf",
      "sample Q6_K with spaces #1?.gguf",
      "sample-Q4_K_M.gguf",
    ]);
    expect(detail.notice?.code).toBe("incomplete-model");
    expect(detail.notice && sayError(detail.notice)).toMatch(
      /^13 files are left out: 11 .*outside.* 2 hold control characters/,
    );
  });

  it("with a malformed file only has that problem and no other", async () => {
    const detail = await catalog.detail("bitloft-test/malformed-GGUF");
    expect(detail.variants.length).toBeGreaterThan(5);
    expect(await catalog.facts(detail.repository, detail)).toHaveProperty("problem.code");
  });

  it("whose mirror tells no sizes is listed by its file list", async () => {
    const plain = new HttpHubClient({
      endpoint: () => hub.url,
      token: () => null,
      http: withoutBlobs(new GuardedHttpClient({ endpoint: () => hub.url, token: () => null, environment: {} })),
    });
    const other = new Catalog({ hub: plain, bundled, cacheFolder: join(folder, "other"), logger: silentLogger });
    const detail = await other.detail("bitloft-test/subfolders-GGUF");
    expect(detail.variants.map(({ key }) => key).sort()).toEqual(["Q2_K", "Q4_K_M", "Q8_0"]);
    plain.close();
  });

  it("with an unlabelled file takes the label from its header", async () => {
    const files = join(folder, "repository");
    await mkdir(files);
    tinyChatModel(join(files, "model.gguf"));
    await hub.close();
    hub = await startHub({ repositories: [...standingRepositories(), folderRepository("someone/unnamed", files)] });
    const { listed, detail, variantKey } = await factsOf("someone/unnamed");
    expect(listed.variants[0]?.key).toBe("unlabelled");
    expect(detail.variants[0]).toMatchObject({ key: "F16", label: "F16" });
    expect(variantKey).toBe("F16");
    expect((await catalog.detail("someone/unnamed")).variants[0]?.key).toBe("F16");
  });
});

describe("a repository of several models", () => {
  const shape = { name: "Small", blocks: 4, embedding: 256, heads: 4, kvHeads: 2, feedForward: 768, vocabulary: 512 };
  const model = (label: string, more: Partial<typeof shape> = {}) =>
    syntheticModel("smollm2-135m", { label, shape: { ...shape, ...more } });

  async function open(files: Record<string, GgufContent>) {
    const at = join(folder, "repository");
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(at, path, ".."), { recursive: true });
      writeGguf(join(at, path), content);
    }
    await hub.close();
    hub = await startHub({ repositories: [folderRepository("someone/several", at)] });
    return factsOf("someone/several");
  }

  it("reckons two sizes under one label each with its own header", async () => {
    const { detail, facts, variantKey, others, unread } = await open({
      "small/model-Q4_K_M.gguf": model("Q4_K_M"),
      "large/model-Q4_K_M.gguf": model("Q4_K_M", { blocks: 8, embedding: 512, heads: 8 }),
    });
    expect(detail.variants.map(({ key }) => key)).toEqual(["Q4_K_M@large", "Q4_K_M@small"]);
    expect([variantKey, facts.blockCount]).toEqual(["Q4_K_M@large", 8]);
    expect(others.get("Q4_K_M@small")).toMatchObject({ ownHeader: true, facts: { blockCount: 4 } });
    expect(unread.size).toBe(0);
  });

  it("takes what headers show to be no model out of the ladder, whatever it is called", async () => {
    const { detail } = await open({
      "Small-Q4_K_M.gguf": model("Q4_K_M"),
      "Small-F16.gguf": {
        metadata: { "general.architecture": "llama", "general.type": "adapter", "general.file_type": 1 },
        tensors: [{ name: "blk.0.attn_q.weight.lora_a", type: "F16", shape: [256, 8] }],
      },
      "eyes-F16.gguf": {
        metadata: { "general.architecture": "clip", "general.type": "mmproj", "clip.has_vision_encoder": true },
        tensors: [{ name: "v.patch_embd.weight", type: "F16", shape: [14, 14, 3, 64] }],
      },
    });
    expect(detail.variants.map(({ key }) => key)).toEqual(["Q4_K_M"]);
    expect(detail.companions.map(({ name, role, note }) => [name, role, note && say(note).includes("LoRA")])).toEqual([
      ["eyes-F16.gguf", "mmproj", false],
      ["Small-F16.gguf", "other", true],
    ]);
  });

  it("gives a file whose size cannot be its label's the label of its header", async () => {
    const { detail } = await open({ "Small-Q4_K_M.gguf": model("Q4_K_M"), "Small-F16.gguf": model("Q6_K") });
    expect(detail.variants.map(({ key }) => key)).toEqual(["Q6_K", "Q4_K_M"]);
  });

  it("tells a draft model by its depth beside the one it guesses for", async () => {
    const { others } = await open({
      "Small-Q4_K_M.gguf": model("Q4_K_M", { blocks: 8 }),
      "quick-Q8_0.gguf": model("Q8_0", { blocks: 1 }),
    });
    expect(others.get("Q8_0")?.facts.purpose).toBe("drafting");
  });

  it("reads a few headers and names the variants that it did not read", async () => {
    const names = Array.from({ length: 9 }, (_, at) => `model${String.fromCharCode(97 + at)}`);
    const { others, unread } = await open(
      Object.fromEntries(names.map((name) => [`${name}-Q4_K_M.gguf`, model("Q4_K_M", { name })])),
    );
    expect([others.size, unread.size]).toEqual([6, 2]);
  });
});

describe("offline", () => {
  it("what was seen is shown again, with its facts and a notice", async () => {
    const repository = "bitloft-test/normal-GGUF";
    const { facts } = await factsOf(repository);
    await hub.close();
    const again = await factsOf(repository);
    expect(again.detail).toMatchObject({ source: "hub", notice: { code: "hub-offline" } });
    expect(again.facts).toEqual(facts);
    expect(await catalog.known(repository)).toMatchObject({ factsVariantKey: "Q4_K_M" });
    hub = await startHub();
  });

  it("a bundled repository is ranked by its published shape", async () => {
    await hub.close();
    const { detail, facts, variantKey } = await factsOf(bundledName);
    expect(detail).toMatchObject({ source: "bundled", commit: null, notice: { code: "hub-offline" } });
    expect(detail.variants.length).toBeGreaterThan(3);
    expect(detail.variants.every((variant) => variant.sizeBytes > 0)).toBe(true);
    expect([facts.blockCount, facts.headerBytes, variantKey]).toEqual([32, null, null]);
    expect(Math.abs(facts.parameters - 6_738_415_616)).toBeLessThan(1e7);
    expect(await catalog.known(bundledName)).toMatchObject({ factsVariantKey: null });
    hub = await startHub();
  });

  it("a result that nobody has opened is judged by a bundled model of its shape and by its file names", async () => {
    expect(await catalog.known("bitloft-test/Llama-3.1-8B-Instruct-GGUF")).toBeNull();
    hub.clearLog();
    await catalog.search(query("Llama-3.1-8B"));
    const known = await catalog.known("bitloft-test/Llama-3.1-8B-Instruct-GGUF");
    expect(known).toMatchObject({ factsVariantKey: null, facts: { blockCount: 32, embeddingLength: 4096 } });
    expect(known?.detail.variants.map(({ key }) => key)).toContain("Q4_K_M");
    expect(known?.detail.variants.every(({ sizeBytes }) => sizeBytes > 0)).toBe(true);
    expect(hub.log().requests).toHaveLength(1);
  });

  it("what nobody knows fails with the reason, and a missing one is not called offline", async () => {
    await expect(catalog.detail("bitloft-test/nothing-here")).rejects.toMatchObject({ code: "hub-not-found" });
    await hub.close();
    await expect(catalog.detail("bitloft-test/normal-GGUF")).rejects.toBeInstanceOf(AppError);
    expect(await catalog.known("bitloft-test/normal-GGUF")).toBeNull();
    hub = await startHub();
  });

  it("a damaged cache is as good as none", async () => {
    const repository = "bitloft-test/normal-GGUF";
    await factsOf(repository);
    const facts = join(folder, "cache", "facts");
    for (const name of await readdir(facts))
      await writeFile(join(facts, name), '{"key": "x", "value": {"architecture": ');
    hub.clearLog();
    await factsOf(repository);
    expect(hub.log().requests.map(({ route }) => route)).toEqual(["detail", "resolve", "content"]);
  });
});

describe("the bundled catalogue", () => {
  it("has 40 or more repositories whose parameters agree with their names", () => {
    const all = bundled.search("");
    expect(all.length).toBeGreaterThanOrEqual(40);
    for (const { repository, name, parameters } of all) {
      // "E4B" counts what works for a word, and "16E" experts.
      const said = /(?<![A-Z\d.])(\d+(?:\.\d+)?)([BM])\b/i.exec(
        name.replace(/8x7B/i, "46.7B").replace(/-17B-16E/i, ""),
      );
      if (said === null || parameters === null) continue;
      const billions = Number(said[1]) * (said[2]?.toUpperCase() === "B" ? 1e9 : 1e6);
      expect(Math.abs(parameters / billions - 1), `${repository}: ${parameters}`).toBeLessThan(0.4);
    }
  });

  it.each(["Mistral-7B", "Zephyr", "Llama-2", "Vicuna", "WizardLM", "Orca mini", "Gemma-2-9b"])("knows %s", (text) => {
    expect(bundled.search(text).length).toBeGreaterThan(0);
  });
});

it("a model on this disk is the variant that its header says", async () => {
  const path = join(folder, "model.gguf");
  tinyChatModel(path);
  const { variants } = catalog.readLocalVariant(path, await readGgufFile(path));
  expect(variants).toMatchObject([{ label: "F16", complete: true, files: [{ path }] }]);
});

/** As a mirror that does not know `blobs`. */
function withoutBlobs(http: HttpClient): HttpClient {
  return {
    limits: http.limits,
    request: (request) => http.request({ ...request, url: request.url.replace("?blobs=true", "") }),
    close: () => http.close(),
  };
}
