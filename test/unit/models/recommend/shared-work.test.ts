import { describe, expect, it } from "vitest";
import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { computeByGraph } from "../../../../src-main/models/recommend/graph/compute-need.ts";
import { splitLayers } from "../../../../src-main/models/recommend/layer-split.ts";
import { tensorSlots } from "../../../../src-main/models/recommend/tensor-slots.ts";
import { variantWeights } from "../../../../src-main/models/recommend/weights.ts";
import { factsOf } from "./facts.ts";

const q4 = { label: "Q4_K_M", modifiers: [] };

describe("models that are alike", () => {
  it("are worked out once, whatever they are called", () => {
    const facts = factsOf("llama-3.1-8b");
    const other = structuredClone({ ...facts, name: "A finetune", chatTemplate: "another", headerBytes: 1 });
    expect(tensorSlots(other)).toBe(tensorSlots(facts));
  });

  it.each([
    ["a tensor's type", (facts: ModelFacts) => Object.assign(facts.tensors?.at(-1) ?? {}, { type: "IQ2_S" })],
    ["a tensor's shape", (facts: ModelFacts) => facts.tensors?.at(-1)?.shape.push(2)],
    ["a hyperparameter", (facts: ModelFacts) => (facts.slidingWindowTokens = 77)],
    ["the heads of one layer", (facts: ModelFacts) => (facts.kvHeadCounts[3] = 1)],
  ])("are not where they differ in %s", (_, change) => {
    const facts = factsOf("llama-3.1-8b");
    const other = structuredClone(facts);
    change(other);
    expect(tensorSlots(other)).not.toBe(tensorSlots(facts));
  });

  it("have the size of their own file", () => {
    const facts = factsOf("llama-3.1-8b");
    const sizes = [4.9e9, 5e9, 5.1e9, 5.2e9, 5.3e9, 5.4e9];
    const totals = sizes.map(
      (size) => variantWeights(structuredClone({ ...facts, headerBytes: 0 }), q4, size).totalBytes,
    );
    expect(totals).toEqual(sizes);
  });
});

describe("working memory between two contexts", () => {
  const contexts = [12_288, 3000, 20_000, 5000, 100_000, 777, 40_000, 24_576];

  it.each(["llama-3.1-8b", "gemma-3-1b", "gpt-oss-20b", "falcon-h1-1.5b", "rwkv6-7b"] as const)(
    "is what the whole graph gives: %s",
    (kind) => {
      const facts = factsOf(kind);
      for (const flashAttention of [true, false]) {
        const split = splitLayers(facts.blockCount, Math.ceil(facts.blockCount / 2), [{ freeBytes: 1e10 }]);
        const need = (model: ModelFacts, contextTokens: number) =>
          computeByGraph(
            model,
            { contextTokens, flashAttention, kvType: "f16", batchTokens: 512, backend: "cuda", sequences: 1 },
            split,
            0,
          );
        for (const known of [512, 131_072, 8192, 32_768]) need(facts, known);
        // One more parameter, and nothing is known of it before.
        const fresh = contexts.map((tokens, i) => need({ ...facts, parameters: facts.parameters + i + 1 }, tokens));
        expect(contexts.map((tokens) => need(facts, tokens))).toEqual(fresh);
      }
    },
  );
});
