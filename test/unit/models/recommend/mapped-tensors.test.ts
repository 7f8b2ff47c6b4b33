import { describe, expect, it } from "vitest";
import type { Plan } from "../../../../src-shared/contract/index.ts";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { ggmlTypes } from "../../../../src-main/ground/core/index.ts";
import { budgetsOf, estimateMemory, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import { mappedTensors } from "../../../../src-main/models/recommend/mapped-tensors.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { factsOf, machineOf } from "./facts.ts";

const machine = machineOf({
  cpu: { instructionSets: ["avx2", "fma", "f16c"] },
  gpus: [{ backend: "cuda", dedicatedBytes: 24e9, freeBytes: 24e9 }],
});
const onGpu = { backend: "cuda", repack: false } as const;

/** More than the vector after the last layer, which the estimate leaves out where the output is the embedding. */
const finalNormBytes = 16 * KiB;

const cases: [ModelKind, string, Partial<Plan>][] = [
  ["llama-3.2-1b", "Q4_K_M", {}],
  ["llama-3.2-1b", "Q4_0", {}],
  ["llama-3.2-1b", "Q4_K_M", { repack: false }],
  ["llama-3.1-8b", "Q4_K_M", {}],
  ["llama-3.1-8b", "Q8_0", {}],
  ["llama-3.1-8b", "Q4_K_M", { ...onGpu, gpuLayers: 12 }],
  ["llama-3.1-8b", "Q4_K_M", { ...onGpu, gpuLayers: 33 }],
  ["qwen3-30b-a3b", "Q4_K_M", {}],
  ["qwen3-30b-a3b", "Q4_K_M", { ...onGpu, gpuLayers: 49, cpuExpertLayers: 20 }],
];

describe("what the engine reads out of the file for every token", () => {
  it.each(cases)("is what the estimate counts as file-backed: %s %s %o", (kind, label, change) => {
    const facts = factsOf(kind, label);
    const plan = cpuPlan(change);
    const weights = headerWeights(facts);
    const { fileBackedBytes } = estimateMemory({ facts, weights, machine, budgets: budgetsOf(machine, null) }, plan);
    const names = new Set(mappedTensors(facts, plan, machine));
    const read = bytesOf(facts, (name) => names.has(name));
    // Of the embeddings it reads single rows; they are mapped all the same.
    const rows = bytesOf(facts, (name) => name === "token_embd.weight" && !names.has(name));
    expect(Math.abs(read + rows - fileBackedBytes)).toBeLessThan(finalNormBytes);
  });

  it("is nothing without a mapping", () => {
    expect(mappedTensors(factsOf("llama-3.2-1b"), cpuPlan({ mmap: false }), machine)).toEqual([]);
  });
});

function bytesOf({ tensors }: ReturnType<typeof factsOf>, counts: (name: string) => boolean): number {
  return (tensors ?? [])
    .filter(({ name }) => counts(name))
    .reduce((sum, { type, shape }) => {
      const { blockElements, blockBytes } = ggmlTypes[type] ?? { blockElements: 1, blockBytes: NaN };
      return sum + (shape.reduce((all, length) => all * length, 1) / blockElements) * blockBytes;
    }, 0);
}
