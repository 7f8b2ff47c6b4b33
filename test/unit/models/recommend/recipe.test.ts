import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  recipeFor,
  recipeTypes,
  computedVariantSize,
  tensorSlots,
} from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind, ModelShape } from "../../../fixtures/index.ts";
import { factsOf } from "./facts.ts";

interface Snapshot {
  model: string;
  kind: ModelKind;
  shape: Partial<ModelShape>;
  /** The label's type, and by type the tensors that get another: layers as "0-3,7", or "" outside the layers. */
  labels: Record<string, { base: string; others: Record<string, Record<string, string>> }>;
}

const { models } = JSON.parse(
  readFileSync(new URL("../../../fixtures/engine-truth/recipes.json", import.meta.url), "utf8"),
) as { models: Snapshot[] };

function layersOf(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** Full tensor names to the type that llama.cpp gives them. */
function exceptionsOf(others: Snapshot["labels"][string]["others"]): Map<string, string> {
  const types = new Map<string, string>();
  for (const [type, tensors] of Object.entries(others)) {
    for (const [name, layers] of Object.entries(tensors)) {
      if (layers === "") types.set(name, type);
      else for (const layer of layersOf(layers)) types.set(`blk.${String(layer)}.${name}`, type);
    }
  }
  return types;
}

describe.each(models)("tensor types of $model", ({ kind, shape, labels }) => {
  const facts = factsOf(kind, "F16", shape);
  const slots = tensorSlots(facts);

  it.each(Object.keys(labels).filter((label) => recipeFor(label)))("are llama-quantize's for %s", (label) => {
    const recipe = recipeFor(label);
    const expected = labels[label];
    if (!recipe || !expected) throw new Error(label);
    const types = recipeTypes(facts, recipe, false);
    const exceptions = exceptionsOf(expected.others);
    const wrong = slots.flatMap((slot, i) => {
      if (!slot.quantizable) return [];
      const wanted = exceptions.get(slot.name) ?? expected.base;
      return types[i] === wanted ? [] : [`${slot.name}: ${String(types[i])}, llama.cpp says ${wanted}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe("sizes computed from a model's shape", () => {
  /** llama.cpp, tools/quantize/README.md: bits a weight of Llama-3.1-8B. */
  const published: Record<string, number> = {
    IQ1_S: 2.0042, IQ1_M: 2.146, IQ2_XXS: 2.3824, IQ2_XS: 2.5882, IQ2_S: 2.7403, IQ2_M: 2.9294, IQ3_XXS: 3.2548, IQ3_XS: 3.4977,
    IQ3_S: 3.6606, IQ3_M: 3.7628, IQ4_XS: 4.4597, IQ4_NL: 4.6818, Q2_K_S: 2.9697, Q2_K: 3.1593, Q3_K_S: 3.6429, Q3_K_M: 3.996,
    Q3_K_L: 4.2979, Q4_K_S: 4.6672, Q4_K_M: 4.8944, Q5_K_S: 5.5704, Q5_K_M: 5.7036, Q6_K: 6.5633, Q8_0: 8.5008, F16: 16.0005,
  }; // prettier-ignore
  const facts = { ...factsOf("llama-3.1-8b", null), parameters: 8_030_261_248 };

  it.each(Object.entries(published))("%s of Llama-3.1-8B takes %f bits a weight", (label, bits) => {
    const computed = ((computedVariantSize(facts, label) ?? 0) * 8) / facts.parameters;
    expect(Math.abs(computed / bits - 1)).toBeLessThan(0.001);
  });

  it.each([
    "llama-2-7b",
    "mistral-7b",
    "mixtral-8x7b",
    "qwen2.5-7b",
    "qwen3-8b",
    "qwen3-30b-a3b",
    "gemma-2-9b",
    "gemma-3-4b",
    "phi-3-mini",
  ] as const)("are the same for %s from the shape alone as from a header", (kind) => {
    const fromShape = computedVariantSize(factsOf(kind, null), "Q4_K_M") ?? 0;
    const fromHeader = computedVariantSize(factsOf(kind, "Q8_0"), "Q4_K_M") ?? 0;
    expect(Math.abs(fromShape / fromHeader - 1)).toBeLessThan(0.001);
  });

  it("knows the labels that uploaders invent, and none that it does not", () => {
    expect(recipeFor("Q4_K_L")).toMatchObject({ fileType: "Q4_K_M", embeddingType: "Q8_0", exact: true });
    expect(recipeFor("Q4_K_XL", ["UD"])).toMatchObject({ fileType: "Q4_K_M", exact: false });
    expect(recipeFor("Q8_K_XL", ["UD"])).toMatchObject({ fileType: "Q8_0", exact: false });
    expect(recipeFor("Q5_K")).toMatchObject({ fileType: "Q5_K_M" });
    expect(recipeFor("IQ4_KSS")).toBeNull();
    expect(computedVariantSize(facts, "IQ4_KSS")).toBeNull();
  });
});
