import { describe, expect, it } from "vitest";
import { fitVariant, headerWeights, planVariant, variantWeights } from "../../../../src-main/models/recommend/index.ts";
import { planSchema } from "../../../../src-main/ground/schemas/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { variantOf } from "../../../fixtures/variants.ts";

const facts = factsOf("llama-3.1-8b");
const variant = variantOf("Q4_K_M", 4_920_734_272);
const machine = machineOf({ cpu: { usableCores: 6 } });
const input = {
  facts,
  variant,
  ownHeader: true,
  computedSize: false,
  machine,
  request: {},
  defaults: { contextTokens: 8192, memoryReserveBytes: null },
};

describe("the plan that the engine is told", () => {
  it("makes every choice, and is the one that the fit was judged by", () => {
    const { plan } = planVariant(input);
    expect(planSchema.parse(plan)).toEqual({
      contextTokens: 8192,
      kvType: "f16",
      gpuLayers: 0,
      backend: null,
      flashAttention: true,
      mmap: true,
      batchTokens: 512,
      sequences: 1,
      cpuExpertLayers: 0,
      repack: true,
      threads: 6,
    });
    expect(fitVariant(input).plan).toEqual(plan);
  });

  it("takes a model's trained context where that is shorter than the setting", () => {
    const short = { ...facts, trainedContextTokens: 2048 };
    expect(planVariant({ ...input, facts: short }).plan.contextTokens).toBe(2048);
    const untold = { ...facts, trainedContextTokens: null };
    expect(planVariant({ ...input, facts: untold }).plan.contextTokens).toBe(4096);
  });
});

describe("threads", () => {
  const threadsOf = (cores: number, logicalCores: number, gpu: object | null): number => {
    const gpus = gpu === null ? [] : [{ backend: "vulkan" as const, dedicatedBytes: 8e9, freeBytes: 4e9, ...gpu }];
    const cpu = { usableCores: cores, physicalCores: cores, logicalCores };
    return planVariant({ ...input, machine: machineOf({ cpu, gpus }) }).plan.threads;
  };

  it("leave a card's driver a core where there are many, and none is left by itself", () => {
    expect(threadsOf(16, 16, {})).toBe(15);
    // Cores with two threads each have one to spare, and of few cores none can be missed.
    expect(threadsOf(8, 16, {})).toBe(8);
    expect(threadsOf(4, 4, {})).toBe(4);
    expect(threadsOf(16, 16, null)).toBe(16);
    expect(threadsOf(16, 16, { unified: true, sharedBytes: 20e9 })).toBe(16);
  });
});

describe("a model whose layers are gone through twice", () => {
  const looped = factsOf("nanbeige-4-looped");
  const plain = factsOf("nanbeige-4-3b");
  const gpus = [{ backend: "cuda" as const, dedicatedBytes: 40e9, freeBytes: 40e9 }];

  it("has twice the layers, and no more of them on a GPU than the file has", () => {
    expect(looped.blockCount).toBe(2 * plain.blockCount);
    const wanted = {
      ...input,
      facts: looped,
      machine: machineOf({ gpus }),
      request: { gpuLayers: looped.blockCount + 1 },
    };
    expect(planVariant(wanted).plan.gpuLayers).toBe(plain.blockCount + 1);
  });

  it("reads its layers' weights twice for each token", () => {
    const [once, twice] = [headerWeights(plain), headerWeights(looped)];
    expect(twice.totalBytes).toBe(once.totalBytes);
    expect(twice.activeBytes - once.activeBytes).toBeCloseTo(once.activeBytes - once.outputBytes, -1);
  });
});

describe("weights carried over from another variant's header", () => {
  it("sum to the real file's size, whatever the uploader's recipe", () => {
    const dynamic = { label: "Q4_K_XL", modifiers: ["UD"] };
    for (const sizeBytes of [4_600_000_000, 5_100_000_000]) {
      const weights = variantWeights(facts, dynamic, sizeBytes);
      const header = facts.headerBytes ?? 0;
      expect(weights.totalBytes).toBe(sizeBytes - header);
      const parts = weights.inputBytes + weights.outputBytes + (weights.layerBytes.at(-1) ?? 0);
      expect(Math.abs(parts - weights.totalBytes)).toBeLessThan(1);
    }
  });

  it("take the header's own mix for a label that nothing resembles", () => {
    const weights = variantWeights(facts, { label: "UNKNOWN", modifiers: [] }, 4_000_000_000);
    expect(weights.exact).toBe(false);
    expect(weights.types).toContain("Q6_K");
  });

  it("count only the experts that a token uses as read", () => {
    const moe = factsOf("qwen3-30b-a3b");
    const weights = variantWeights(moe, { label: "Q4_K_M", modifiers: [] }, null);
    expect(weights.activeBytes).toBeLessThan(weights.totalBytes / 8);
    expect(weights.totalBytes).toBeGreaterThan(18e9);
  });
});
