import { describe, expect, it } from "vitest";
import { lendFromTokens } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf } from "./facts.ts";

const onVulkan = { backend: "vulkan", sequences: 1 } as const;

/**
 * By llama.cpp's scheduler (`GGML_SCHED_DEBUG`, Vulkan on a CPU) with half of the layers on the card: with this number a token goes over
 * to the card once, with one less once for each layer.
 */
const found: readonly (readonly [ModelKind, number])[] = [
  ["qwen3-8b", 33],
  ["qwen3-30b-a3b", 33],
  ["qwen3-next-80b", 33],
  ["qwen3.5-35b-a3b", 33],
  ["granite-4-h-tiny", 49],
  ["falcon-h1-1.5b", 49],
  ["lfm2-8b-a1b", 33],
  ["exaone-4-32b", 41],
  ["stablelm-2-12b", 33],
  ["dots1-142b", 33],
  ["hunyuan-7b", 33],
  ["kimi-linear-48b", 33],
  ["mamba2-2.7b", 81],
  ["rwkv6-7b", 66],
];

describe("how many tokens a card is lent the work of", () => {
  it.each(found)("are more than the rows that one token of %s has", (kind, tokens) => {
    expect(lendFromTokens(factsOf(kind), onVulkan)).toBe(tokens);
  });

  it.each([
    "llama-3.1-8b",
    "gemma-2-9b",
    "gemma-3-4b",
    "mixtral-8x7b",
    "jamba-mini",
    "gpt-oss-20b",
    "qwen2.5-7b",
  ] as const)("are llama.cpp's own for %s, which has no operation of many rows", (kind) => {
    expect(lendFromTokens(factsOf(kind), onVulkan)).toBe(32);
  });

  it("count the rows of all answers where CUDA does", () => {
    const facts = factsOf("qwen3-8b");
    expect(lendFromTokens(facts, { backend: "cuda", sequences: 1 })).toBe(33);
    expect(lendFromTokens(facts, { backend: "cuda", sequences: 4 })).toBe(129);
    expect(lendFromTokens(facts, { backend: "vulkan", sequences: 4 })).toBe(33);
  });

  it("are more than a model's heads where its graph is not known", () => {
    const facts = { ...factsOf("qwen3-8b"), architecture: "never-seen", headCounts: [48, 64] };
    expect(lendFromTokens(facts, onVulkan)).toBeGreaterThanOrEqual(33);
    const unreadable = { ...factsOf("granite-4-h-tiny"), architecture: "never-seen", headCounts: [64] };
    expect(lendFromTokens(unreadable, onVulkan)).toBe(65);
  });
});
