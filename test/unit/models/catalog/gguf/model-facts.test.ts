import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { modelFacts, parseGgufHeader, readGgufFile } from "../../../../../src-main/models/catalog/gguf/index.ts";
import type { ModelFacts } from "../../../../../src-shared/contract/index.ts";
import { wordedFailure, wording } from "../../../../fixtures/worded.ts";
import {
  type GgufValue,
  ggufHeaderBytes,
  type ModelKind,
  type SyntheticOptions,
  syntheticModel,
  writeGguf,
} from "../../../../fixtures/index.ts";

function facts(kind: ModelKind, options: SyntheticOptions = {}): ModelFacts {
  const progress = parseGgufHeader(ggufHeaderBytes(syntheticModel(kind, { vocabulary: "none", ...options })));
  if (progress.status !== "ok") throw new Error("the header is not whole");
  return modelFacts(progress.header);
}
const withMetadata = (kind: ModelKind, metadata: Record<string, GgufValue>): ModelFacts => facts(kind, { metadata });

describe("modelFacts", () => {
  test("a dense model with grouped queries", () => {
    expect(facts("llama-3.1-8b")).toMatchObject({
      architecture: "llama",
      name: "Llama 3.1 8B",
      parameters: 8_030_261_248,
      blockCount: 32,
      trainedContextTokens: 131_072,
      embeddingLength: 4096,
      vocabularySize: 128_256,
      keyLength: 128,
      valueLength: 128,
      slidingWindowTokens: null,
      experts: null,
      mla: null,
      ssm: null,
      tiedEmbeddings: false,
      fileType: 15,
      importanceMatrix: false,
    });
    expect(facts("llama-3.1-8b").kvHeadCounts).toEqual(new Array(32).fill(8));
  });

  test("a context of nothing is one that nobody told", () => {
    expect(withMetadata("smollm2-135m", { "llama.context_length": 0 }).trainedContextTokens).toBeNull();
  });

  test("the vocabulary by its tokens, and the template", () => {
    const read = facts("smollm2-135m", { vocabulary: "full", chatTemplate: "{{ messages }}" });
    expect(read).toMatchObject({
      vocabularySize: 49_152,
      chatTemplate: "{{ messages }}",
      tiedEmbeddings: true,
      parameters: 134_515_008,
    });
  });

  test.each([
    ["more experts in use than there are", { "qwen3moe.expert_used_count": 129 }],
    ["a million experts in use", { "qwen3moe.expert_used_count": 1_000_000 }],
    ["a million experts", { "qwen3moe.expert_count": 1_000_000 }],
    ["experts in use, and none there", { "qwen3moe.expert_count": 0 }],
    ["an embedding without width", { "qwen3moe.embedding_length": 0 }],
    ["keys as long as a library", { "qwen3moe.attention.key_length": 4_000_000_000 }],
    ["a layer with a billion heads", { "qwen3moe.attention.head_count_kv": new Array(48).fill(1_000_000_000) }],
    ["a state beyond all memory", { "qwen3moe.ssm.inner_size": 4_000_000_000 }],
  ])("refuses %s", (_, metadata) => {
    expect(wording(() => withMetadata("qwen3-30b-a3b", metadata as Record<string, GgufValue>))).toThrow(
      /damaged or was made wrongly/,
    );
  });

  test("heads of a length of their own", () => {
    expect(facts("qwen3-4b")).toMatchObject({ keyLength: 128, valueLength: 128, embeddingLength: 2560 });
  });

  test("which layers slide, by architecture", () => {
    const sliding = (kind: ModelKind) => facts(kind).slidingPattern?.slice(0, 12).map(Number).join("");
    expect(sliding("gemma-2-9b")).toBe("101010101010");
    expect(sliding("gemma-3-4b")).toBe("111110111110");
    expect(facts("gpt-oss-20b", { label: "MXFP4_MOE" }).slidingPattern?.slice(0, 4)).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(facts("gemma-3-4b").slidingWindowTokens).toBe(1024);
    // Phi 3 names a window, and llama.cpp keeps everything.
    expect(facts("phi-3-mini").slidingWindowTokens).toBeNull();
  });

  test("which layers slide, by the file", () => {
    const every = { type: "array", of: "bool", value: Array.from({ length: 60 }, (_, layer) => layer > 56) } as const;
    expect(
      withMetadata("gemma-4-31b", { "gemma4.attention.sliding_window_pattern": every }).slidingPattern?.filter(Boolean),
    ).toHaveLength(3);
    // For Gemma 3 llama.cpp passes over a list.
    expect(withMetadata("gemma-3-4b", { "gemma3.attention.sliding_window_pattern": every }).slidingPattern).toEqual(
      facts("gemma-3-4b").slidingPattern,
    );
    expect(
      withMetadata("gemma-3-4b", { "gemma3.attention.sliding_window_pattern": 2 }).slidingPattern?.slice(0, 4),
    ).toEqual([true, false, true, false]);
    expect(withMetadata("gemma-3-4b", { "gemma3.attention.sliding_window": 0 }).slidingWindowTokens).toBeNull();
  });

  test("experts, latent attention, recurrent state", () => {
    expect(facts("qwen3-30b-a3b").experts).toEqual({ count: 128, used: 8 });
    expect(facts("deepseek-v2-lite")).toMatchObject({ mla: { kvLoraRank: 512, ropeDimensions: 64 }, keyLength: 576 });
    expect(facts("mamba-1.4b")).toMatchObject({
      ssm: { convKernel: 4, innerSize: 4096, stateSize: 16, groupCount: 0 },
      headCounts: new Array(48).fill(0),
    });
    const hybrid = facts("granite-4-tiny");
    expect(hybrid.kvHeadCounts.filter((heads) => heads > 0)).toHaveLength(4);
    expect(hybrid.ssm).toEqual({ convKernel: 4, innerSize: 3072, stateSize: 128, groupCount: 1 });
  });

  test("layers that use the cache of others keep none", () => {
    const last = (kind: ModelKind, metadata: Record<string, GgufValue>) =>
      withMetadata(kind, metadata).kvHeadCounts.map(Boolean).lastIndexOf(true);
    expect(last("gemma-4-31b", { "gemma4.attention.shared_kv_layers": 10 })).toBe(49);
    // Gemma 3's do not, whatever the file says.
    expect(last("gemma-3-4b", { "gemma3.attention.shared_kv_layers": 10 })).toBe(33);
  });

  test("the parameters without the factors of the position encoding", () => {
    const { parameters } = facts("llama-3.2-1b", { shape: { ropeFreqs: false } });
    expect(facts("llama-3.2-1b", { shape: { ropeFreqs: true } }).parameters).toBe(parameters);
  });

  test("a name that can be shown: one line, nothing that a terminal obeys", () => {
    const { name } = withMetadata("llama-3.2-1b", { "general.name": "A\nB\u001b[31m\u202eevil" });
    expect(name).toBe("A B [31m evil");
    expect(withMetadata("llama-3.2-1b", { "general.name": "\u200f \n" }).name).toBeNull();
  });

  test("an importance matrix", () => {
    expect(withMetadata("llama-3.2-1b", { "quantize.imatrix.file": "imatrix.dat" }).importanceMatrix).toBe(true);
  });

  test.each<[string, Record<string, GgufValue>, string]>([
    ["no layers", { "llama.block_count": 0 }, "malformed-gguf"],
    ["too many layers", { "llama.block_count": 100_000 }, "malformed-gguf"],
    ["a text for a number", { "llama.block_count": "many" }, "malformed-gguf"],
    ["values for too few layers", { "llama.attention.head_count_kv": [8, 8] }, "malformed-gguf"],
    ["experts of which none is used", { "llama.expert_count": 8 }, "malformed-gguf"],
    ["no name of an architecture", { "general.architecture": "" }, "malformed-gguf"],
    ["a projector", { "general.type": "mmproj" }, "unsupported-model"],
    ["an adapter", { "general.type": "adapter" }, "unsupported-model"],
    ["a vocabulary by its type", { "general.type": "vocab" }, "unsupported-model"],
    ["a model that makes pictures", { "general.architecture": "qwen_image" }, "unsupported-model"],
  ])("refuses %s", (_, metadata, code) => {
    expect(() => withMetadata("llama-3.2-1b", metadata)).toThrow(expect.objectContaining({ code }));
  });
});

describe("readGgufFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-gguf-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const model = syntheticModel("smollm2-135m", { vocabulary: "none", label: "Q8_0" });
  const shard = (index: number, count = 2): string =>
    join(folder, `m-${String(index).padStart(5, "0")}-of-${String(count).padStart(5, "0")}.gguf`);

  test("reads a file of its own", async () => {
    const path = join(folder, "whole.gguf");
    const { sizeBytes } = writeGguf(path, model);
    const file = await readGgufFile(path);
    expect(file.files).toEqual([{ path, sizeBytes }]);
    expect(file.tensors).toHaveLength(model.tensors.length);
  });

  test("joins shards, whichever is named, and knows when one is missing", async () => {
    const split = (no: number) =>
      ({
        "split.no": { type: "uint16", value: no },
        "split.count": { type: "uint16", value: 2 },
        "split.tensors.count": { type: "int32", value: model.tensors.length },
      }) as const;
    writeGguf(shard(1), { metadata: { ...model.metadata, ...split(0) }, tensors: model.tensors.slice(0, 100) });
    await expect(readGgufFile(shard(1))).rejects.toMatchObject({ code: "incomplete-model" });
    writeGguf(shard(2), { metadata: split(1), tensors: model.tensors.slice(100) });
    for (const index of [1, 2]) {
      const file = await readGgufFile(shard(index));
      expect(file.files.map(({ path }) => path)).toEqual([shard(1), shard(2)]);
      expect(modelFacts(file)).toMatchObject({ parameters: 134_515_008, tiedEmbeddings: true });
    }
  });

  test("tells a renamed shard, a missing file, a folder and a text apart", async () => {
    writeGguf(join(folder, "renamed.gguf"), {
      metadata: { ...model.metadata, "split.count": 2 },
      tensors: model.tensors.slice(0, 100),
    });
    const renamed = readFileSync(join(folder, "renamed.gguf"));
    writeFileSync(join(folder, "joined.gguf"), Buffer.concat([renamed, renamed]));
    expect((await wordedFailure(readGgufFile(join(folder, "joined.gguf")))).message).toMatch(/one after another/);
    writeFileSync(join(folder, "text.gguf"), "hello there");
    await expect(readGgufFile(join(folder, "renamed.gguf"))).rejects.toMatchObject({ code: "incomplete-model" });
    await expect(readGgufFile(join(folder, "nowhere.gguf"))).rejects.toMatchObject({ code: "file-missing" });
    await expect(readGgufFile(folder)).rejects.toMatchObject({ code: "not-gguf" });
    await expect(readGgufFile(join(folder, "text.gguf"))).rejects.toMatchObject({ code: "not-gguf" });
    writeFileSync(join(folder, "empty.gguf"), "");
    await expect(readGgufFile(join(folder, "empty.gguf"))).rejects.toMatchObject({ code: "malformed-gguf" });
  });
});
