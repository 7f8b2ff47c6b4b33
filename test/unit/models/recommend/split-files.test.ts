import { describe, expect, it } from "vitest";
import { modelFacts, parseGgufHeader } from "../../../../src-main/models/catalog/index.ts";
import type { MemoryNeed, ModelFacts } from "../../../../src-shared/contract/index.ts";
import {
  budgetsOf,
  estimateMemory,
  headerWeights,
  variantWeights,
} from "../../../../src-main/models/recommend/index.ts";
import { type ModelKind, ggufHeaderBytes, syntheticModel } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { reportInWords } from "./in-words.ts";

/** What the first part of a split file contains: all of the metadata, and tensors up to the middle of some layer. */
function firstPartOf(kind: ModelKind, share: number): ModelFacts {
  const content = syntheticModel(kind, { label: "Q4_K_M", vocabulary: "none" });
  const kept = Math.round(content.tensors.length * share);
  const metadata = { ...content.metadata, "split.count": 3, "split.tensors.count": content.tensors.length };
  const progress = parseGgufHeader(ggufHeaderBytes({ ...content, metadata, tensors: content.tensors.slice(0, kept) }));
  if (progress.status !== "ok") throw new Error("the header is cut short");
  return modelFacts(progress.header);
}

const GPU = { backend: "metal", freeBytes: 300e9, dedicatedBytes: 300e9 } as const;

function needOf(facts: ModelFacts, sizeBytes: number | null, gpuLayers: number): MemoryNeed {
  const machine = machineOf({ freeBytes: 500e9, totalBytes: 600e9, gpus: [GPU] });
  const weights =
    sizeBytes === null ? headerWeights(facts) : variantWeights(facts, { label: "Q4_K_M", modifiers: [] }, sizeBytes);
  const plan = cpuPlan({ gpuLayers, backend: gpuLayers > 0 ? "metal" : null });
  return estimateMemory({ facts, weights, machine, budgets: budgetsOf(machine, 0) }, plan);
}

const kinds: [ModelKind, number][] = [
  ["llama-3.1-70b", 0.4],
  ["qwen3-30b-a3b", 0.35],
  ["deepseek-v2-lite", 0.5],
  ["gemma-3-4b", 0.5],
  ["jamba-mini", 0.6],
  ["granite-4-h-tiny", 0.6],
  ["qwen3-next-80b", 0.3],
  ["nemotron-3-nano-30b", 0.5],
];

describe.each(kinds)("the first part of %s", (kind, share) => {
  const whole = factsOf(kind, "Q4_K_M");
  const part = firstPartOf(kind, share);
  const sizeBytes = headerWeights(whole).totalBytes + (part.headerBytes ?? 0);

  it("tells no weights by itself", () => {
    expect(part.tensors).toBeNull();
    expect(part.firstTensors?.length).toBeGreaterThan(0);
    expect(variantWeights(part, { label: "Q4_K_M", modifiers: [] }, sizeBytes).exact).toBe(false);
  });

  it.each([0, 5, Math.floor(whole.blockCount / 2), 999])(
    "gives nearly the need of the whole: %i layers on a GPU",
    (gpuLayers) => {
      const mine = needOf(part, sizeBytes, gpuLayers);
      const theirs = needOf(whole, null, gpuLayers);
      expect(mine.kvBytes + mine.stateBytes).toBe(theirs.kvBytes + theirs.stateBytes);
      mine.devices.forEach((device, i) => {
        const need = theirs.devices[i]?.needBytes ?? 0;
        expect(Math.abs(device.needBytes - need)).toBeLessThanOrEqual(Math.max(0.05 * need, 64 * 2 ** 20));
      });
      expect(mine.computeBytes).toBe(theirs.computeBytes);
    },
  );
});

describe("a first part without any tensor", () => {
  const facts = firstPartOf("llama-3.1-70b", 0);

  it("leaves the hyperparameters and the files' sizes", () => {
    const theirs = needOf(factsOf("llama-3.1-70b", "Q4_K_M"), null, 0);
    const mine = needOf(facts, headerWeights(factsOf("llama-3.1-70b", "Q4_K_M")).totalBytes, 0);
    expect(Math.abs(mine.weightsBytes - theirs.weightsBytes)).toBeLessThan(0.01 * theirs.weightsBytes);
    expect(mine.kvBytes).toBe(theirs.kvBytes);
  });
});

describe("what is said of a split file", () => {
  const facts = firstPartOf("llama-3.1-70b", 0.4);
  const sizeBytes = 42_520_000_000;
  const half = { path: "model-00001-of-00002.gguf", sizeBytes: sizeBytes / 2, sha256: null };
  const report = reportInWords({
    facts,
    factsVariantKey: "Q4_K_M",
    variants: [
      {
        key: "Q4_K_M",
        label: "Q4_K_M",
        modifiers: [],
        files: [half, { ...half, path: "model-00002-of-00002.gguf" }],
        sizeBytes,
        complete: true,
        runs: true,
        note: null,
      },
    ],
    repository: "o/n",
    commit: "c",
    machine: machineOf({}),
    request: {},
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
    whatIf: false,
  });

  it("is that only its first part was read", () => {
    expect(report.caveats.some((text) => text.includes("first part"))).toBe(true);
    expect(report.variants[0]?.exactWeights).toBe(false);
  });

  it("leaves the sum of the weights at the size of the files", () => {
    const weights = report.variants[0]?.memory?.weightsBytes ?? 0;
    expect(Math.abs(weights - sizeBytes)).toBeLessThan(0.01 * sizeBytes);
  });
});
