import { wording } from "../../../../fixtures/worded.ts";
import { describe, expect, test } from "vitest";
import { modelFacts, parseGgufHeader } from "../../../../../src-main/models/catalog/gguf/index.ts";
import {
  type GgufContent,
  type GgufValue,
  ggufHeaderBytes,
  metadataEntries,
  soundModel,
} from "../../../../fixtures/index.ts";

/** The small llama under another name, with more metadata. */
function purposeOf(architecture: string, more: Record<string, GgufValue> = {}, tensor?: string): string | null {
  const { metadata, tensors } = soundModel();
  const renamed = metadataEntries(metadata).map(([key, value]): [string, GgufValue] => [
    key.replace(/^llama\./, `${architecture}.`),
    value,
  ]);
  const content: GgufContent = {
    metadata: { ...Object.fromEntries(renamed), "general.architecture": architecture, ...more },
    tensors: tensor === undefined ? tensors : [...tensors, { name: tensor, type: "F32", shape: [64, 1] }],
  };
  const progress = parseGgufHeader(ggufHeaderBytes(content));
  if (progress.status !== "ok") throw new Error("the header is not whole");
  return modelFacts(progress.header).purpose ?? null;
}

describe("what a model is for", () => {
  test.each<[string, string | null, Record<string, GgufValue>?, string?]>([
    ["llama", null],
    ["qwen3", null],
    ["pangu-embedded", null, { "general.name": "openPangu Embedded 7B" }],
    ["bert", "embedding"],
    ["nomic-bert", "embedding"],
    ["modern-bert", "embedding"],
    ["gemma-embedding", "embedding"],
    ["qwen3", "embedding", { "qwen3.pooling_type": 3 }],
    ["qwen3", "embedding", { "general.name": "Qwen3 Embedding 0.6B" }],
    ["qwen3", null, { "qwen3.pooling_type": 0 }],
    ["llama", "embedding", { "llama.attention.causal": false }],
    ["bert", "reranking", { "bert.pooling_type": 4 }],
    ["qwen3", "reranking", { "general.name": "Qwen3-Reranker-4B" }],
    ["qwen3", "reranking", {}, "cls.output.weight"],
    ["t5encoder", "encoding"],
    ["t5", "rewriting"],
    ["eagle3", "drafting"],
    ["llada", "diffusion", { "llada.attention.causal": false }],
    ["wavtokenizer-dec", "speech"],
  ])("%s: %s", (architecture, purpose, more, tensor) => {
    expect(purposeOf(architecture, more, tensor)).toBe(purpose);
  });

  test.each<[string, Record<string, GgufValue>, string, RegExp]>([
    ["flux", {}, "double_blocks.0.img_attn.qkv.weight", /a model that makes pictures/],
    ["ltxv", {}, "patchify_proj.weight", /a model that makes video/],
    ["clip", {}, "v.patch_embd.weight", /a projector/],
    ["nobody-knows", {}, "decoder.conv_in.weight", /a part of another program/],
    ["llama", {}, "blk.0.attn_q.weight.lora_a", /a LoRA adapter/],
    ["llama", { "general.type": "adapter" }, "blk.0.attn_q.weight", /a LoRA adapter/],
    ["llama", { "general.type": "vocab" }, "blk.0.attn_q.weight", /a vocabulary/],
  ])("%s is no language model", (architecture, more, tensor, reason) => {
    const content = {
      metadata: { "general.architecture": architecture, ...more },
      tensors: [{ name: tensor, type: "F32", shape: [4, 4] }],
    };
    const progress = parseGgufHeader(ggufHeaderBytes(content));
    if (progress.status !== "ok") throw new Error("the header is not whole");
    expect(wording(() => modelFacts(progress.header))).toThrow(
      expect.objectContaining({ code: "unsupported-model", message: expect.stringMatching(reason) as string }),
    );
  });
});
