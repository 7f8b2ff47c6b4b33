import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ModelShapes } from "../../../../../src-main/models/catalog/index.ts";
import { computedVariantSize, kvBytes } from "../../../../../src-main/models/recommend/index.ts";
import { KiB, MiB } from "../../../../../src-shared/figures/index.ts";

const folder = new URL("../../../../../resources/catalogue/", import.meta.url);
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

interface Listed {
  baseModel: string;
  purpose?: string;
  parameters?: number;
  unsupported?: string;
  sees?: boolean;
}
const { models } = json("models.json") as { models: Listed[] };
const shapes = new ModelShapes(json("shapes.json"));
const bases = Object.keys((json("shapes.json") as { shapes: object }).shapes);
const listed = new Map(models.map((model) => [model.baseModel, model]));

/** Of a model of which it is not known how its parts are put together, or how many heads keep a cache. */
const shapeless = [
  "Qwen/Qwen3.8-Flash-Next",
  "XiaomiMiMo/MiMo-V2.5",
  "inclusionAI/Ling-3.0-flash",
  "inclusionAI/Ling-3.0-tiny",
  "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16",
  "stepfun-ai/Step-3.7-Flash",
];

describe("the shapes that come with the app", () => {
  it("are of models that are listed, and of nearly all that the engine runs", () => {
    expect(bases.filter((base) => !listed.has(base))).toEqual([]);
    const missing = models.filter(
      (model) => model.unsupported === undefined && shapes.outlineOf(model.baseModel) === null,
    );
    const chat = missing.filter(({ purpose }) => purpose === undefined).map(({ baseModel }) => baseModel);
    expect(chat.sort()).toEqual(shapeless);
  });

  it("are read in a moment", () => {
    expect(statSync(new URL("shapes.json", folder)).size).toBeLessThan(400 * KiB);
  });
});

/** Encoders of pictures and sound, layers that guess tokens, and heads that are stored twice are counted with a model, and are in no file. */
const leastShare = 0.75;

describe.each(bases)("%s", (base) => {
  const facts = shapes.factsOf(base);
  const outline = shapes.outlineOf(base);
  const { purpose, parameters } = listed.get(base) ?? { baseModel: base };

  it("has a shape that a header could have", () => {
    expect(facts).not.toBeNull();
    expect(facts?.tensors?.length).toBeGreaterThan(0);
    expect(facts?.vocabularySize).toBe(facts?.tensors?.find(({ name }) => name === "token_embd.weight")?.shape[1]);
    expect(facts?.purpose).toBe(purpose);
  });

  it("is outlined as the whole row says", () => {
    const { architecture, parameters: counted, trainedContextTokens, shapeMargin } = facts ?? {};
    expect(outline).toEqual({
      architecture,
      parameters: counted,
      trainedContextTokens,
      certain: shapeMargin === undefined,
    });
  });

  it("has as many parameters as are published, less what is in no file", () => {
    const share = (facts?.parameters ?? 0) / (parameters ?? facts?.parameters ?? 1);
    expect(share).toBeLessThan(1.001);
    expect(share).toBeGreaterThan(leastShare);
  });

  it("can be sized at a label", () => {
    if (facts === null) throw new Error("no facts");
    const bitsPerWeight = ((computedVariantSize(facts, "Q8_0") ?? 0) * 8) / facts.parameters;
    expect(bitsPerWeight).toBeGreaterThan(8.4);
    expect(bitsPerWeight).toBeLessThan(9.5);
  });
});

describe("caches that are not alike in all layers", () => {
  const needMiB = (base: string, contextTokens: number): number => {
    const facts = shapes.factsOf(base);
    if (facts === null) throw new Error(base);
    const request = { contextTokens, kvType: "f16", batchTokens: 512, flashAttention: true, sequences: 1 } as const;
    return kvBytes(facts, request, 0, facts.blockCount) / MiB;
  };

  it.each([
    // 5 x 2 x 512 for the whole context, 25 x 8 x 256 for a window of 1024 and a batch: measured with llama-server.
    ["google/gemma-4-26B-A4B-it", 65_536, 1280 + 300],
    // Every fourth of 32 layers: 8 x 4 x 256 x 2.
    ["Qwen/Qwen3.5-9B", 32_768, 1024],
    // The compressed key alone: 47 x (512 + 64).
    ["zai-org/GLM-4.7-Flash", 32_768, (47 * 576 * 2 * 32_768) / MiB],
    // 4 of 40 layers: 4 x 4 x 128 x 2.
    ["ibm-granite/granite-4.0-h-tiny", 32_768, 256],
    // 6 of 16 layers: 6 x 8 x 64 x 2.
    ["LiquidAI/LFM2.5-1.2B-Instruct", 32_768, 384],
    // 12 layers for all, 12 for 128 tokens and a batch: 8 x 64 x 2 each.
    ["openai/gpt-oss-20b", 32_768, 768 + (12 * 8 * 64 * 2 * 2 * 768) / MiB],
    // 3 of 15 layers with a cache see everything (head 512), 12 a window of 512; the other 20 use theirs.
    ["google/gemma-4-E2B-it", 32_768, (3 * 512 * 2 * 2 * 32_768 + 12 * 256 * 2 * 2 * 1024) / MiB],
  ])("of %s are as the layers have them", (base, contextTokens, expectedMiB) => {
    expect(needMiB(base, contextTokens)).toBeCloseTo(expectedMiB, 6);
  });
});
