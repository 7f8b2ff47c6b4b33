import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type HardwareProfile,
  type MemoryNeed,
  type ModelFacts,
  type PlanRequest,
  type RepositoryVariant,
  type VariantFit,
  kvTypes,
} from "../../../../src-shared/contract/index.ts";
import { GiB, totalNeedBytes } from "../../../../src-shared/figures/index.ts";
import { type FitReportInput, fitReport, fitsBudgets, shortFit } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { computedVariant } from "../../../fixtures/variants.ts";

const kinds: ModelKind[] = [
  "llama-3.1-8b", "llama-2-7b", "llama-3.2-1b", "qwen2.5-7b", "qwen3-4b", "qwen3-30b-a3b", "mixtral-8x7b", "gemma-2-9b", "gemma-3-4b",
  "phi-3-mini", "gpt-oss-20b", "deepseek-v2-lite", "mamba-1.4b", "granite-4-tiny", "smollm2-135m", "falcon-h1-1.5b", "rwkv7-2.9b",
]; // prettier-ignore
const expertKinds: ModelKind[] = ["qwen3-30b-a3b", "mixtral-8x7b", "gpt-oss-20b", "deepseek-v2-lite"];
const labels = ["F16", "Q8_0", "Q6_K", "Q4_K_M", "Q4_0", "IQ4_XS", "Q3_K_M", "IQ2_M"];
/** What an uploader may have made, with unmeasured labels. */
const offered = fc.subarray(
  [...labels, "BF16", "Q6_K_L", "Q5_K_S", "Q5_0", "Q4_K_S", "Q3_K_S", "Q2_K", "IQ1_S", "Q1_0"],
  {
    minLength: 1,
  },
);

const gigabytes = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.round(value * 1e9));

const gpu = fc.record({
  dedicatedBytes: fc.constant(96e9),
  freeBytes: gigabytes(0.5, 90),
  bandwidthBytesPerSecond: fc.constantFrom(100e9, 504e9, 1008e9),
  backend: fc.constantFrom("cuda" as const, "vulkan" as const),
});
const appleGpu = {
  unified: true,
  dedicatedBytes: null,
  freeBytes: null,
  vendor: "apple" as const,
  backend: "metal" as const,
};

const anyMachine: fc.Arbitrary<HardwareProfile> = fc
  .record({
    freeBytes: gigabytes(0.5, 200),
    arch: fc.constantFrom("x64", "arm64"),
    sets: fc.constantFrom(["avx2"], ["avx2", "avx512f"], ["neon", "dotprod"], []),
    gpus: fc.oneof(fc.constant([]), fc.array(gpu, { minLength: 1, maxLength: 2 }), fc.constant([appleGpu])),
    cores: fc.integer({ min: 1, max: 32 }),
  })
  .map(({ freeBytes, arch, sets, gpus, cores }) =>
    machineOf({
      freeBytes,
      totalBytes: 256e9,
      arch,
      gpus: [...gpus],
      cpu: { instructionSets: [...sets], usableCores: cores },
    }),
  );

/** What a person may fix of a plan, but for the split of the layers. */
const setting: fc.Arbitrary<PlanRequest> = fc.record(
  {
    contextTokens: fc.integer({ min: 256, max: 131_072 }),
    kvType: fc.constantFrom(...kvTypes),
    batchTokens: fc.constantFrom(32, 128, 512, 1024),
    sequences: fc.constantFrom(1, 2, 4),
    repack: fc.boolean(),
  },
  { requiredKeys: [] },
);

const split: fc.Arbitrary<PlanRequest> = fc.record(
  { gpuLayers: fc.integer({ min: 0, max: 99 }), cpuExpertLayers: fc.integer({ min: 0, max: 60 }) },
  { requiredKeys: [] },
);

function variantsOf(facts: ModelFacts, wanted: readonly string[] = labels): RepositoryVariant[] {
  return wanted.map((label) => computedVariant(facts, label));
}

function inputOf(facts: ModelFacts, machine: HardwareProfile, request: PlanRequest, only?: string): FitReportInput {
  return {
    facts,
    factsVariantKey: "Q4_K_M",
    variants: variantsOf(facts, only === undefined ? labels : [only]),
    repository: null,
    commit: null,
    machine,
    request,
    defaults: {
      contextTokens: 8192,
      memoryReserveBytes: null,
      abilities: { expertsOnCpu: true, repackOff: true },
    },
  };
}

const fitsOf = (kind: ModelKind, machine: HardwareProfile, request: PlanRequest): VariantFit[] =>
  fitReport(inputOf(factsOf(kind), machine, request)).variants;

function needOf(kind: ModelKind, machine: HardwareProfile, request: PlanRequest): MemoryNeed {
  const [fit] = fitReport(inputOf(factsOf(kind), machine, request, "Q4_K_M")).variants;
  if (!fit?.memory) throw new Error("a variant that runs has a need");
  return fit.memory;
}

const onGpus = (memory: MemoryNeed): number =>
  memory.devices.reduce((sum, device) => sum + (device.kind === "gpu" ? device.needBytes : 0), 0);

/** The same cases in every run: a failure is a fact about the code, not about the day. */
const seed = 20_261_122;
const whole = { numRuns: 60, seed };
const single = { numRuns: 150, seed };
const limitMs = 120_000;

function expectSums(memory: MemoryNeed): void {
  const { weightsBytes, kvBytes, computeBytes, stateBytes, overheadBytes } = memory;
  expect(totalNeedBytes(memory)).toBe(weightsBytes + kvBytes + computeBytes + stateBytes + overheadBytes);
  expect(memory.anonymousBytes + memory.fileBackedBytes).toBe(memory.devices[0]?.needBytes);
  expect(memory.repackBytes).toBeLessThanOrEqual(weightsBytes);
  for (const figure of figuresOf(memory)) expect(Number.isSafeInteger(figure) && figure >= 0).toBe(true);
}

function figuresOf(memory: MemoryNeed): number[] {
  return [memory, ...memory.devices].flatMap((part) =>
    Object.values(part).filter((value): value is number => typeof value === "number"),
  );
}

describe("whatever the machine, the model and the plan", { timeout: limitMs }, () => {
  it("the sums agree to the byte, and the speeds are ranges of positive numbers", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, setting, split, (kind, machine, request, layers) => {
        for (const { memory, speed } of fitsOf(kind, machine, { ...request, ...layers })) {
          if (!memory || !speed) return false;
          expectSums(memory);
          for (const [low, high] of [speed.tokensPerSecond, speed.promptTokensPerSecond]) {
            expect(low).toBeGreaterThan(0);
            expect(high).toBeGreaterThanOrEqual(low);
          }
        }
        return true;
      }),
      whole,
    );
  });

  it("a split that the plan chooses leaves the margin free on every GPU", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, setting, (kind, machine, request) => {
        for (const { memory, plan } of fitsOf(kind, machine, request)) {
          // Cards of another maker are not used beside these.
          const gpus = machine.gpus.filter(({ backend }) => backend === plan?.backend);
          for (const [i, device] of (memory?.devices.slice(1) ?? []).entries()) {
            const free = gpus[i]?.freeBytes ?? machine.memory.freeBytes;
            expect(device.needBytes).toBeLessThanOrEqual(Math.max(0, free - GiB));
          }
        }
      }),
      whole,
    );
  });

  it("the recommended variant fits its budget, and none is recommended only where none fits", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, setting, (kind, machine, request) => {
        const report = fitReport(inputOf(factsOf(kind), machine, request));
        const fit = report.variants.find((variant) => variant.label === report.recommended);
        if (report.recommended === null) return report.variants.every(({ memory }) => memory && !fitsBudgets(memory));
        return fit?.memory !== undefined && fit.memory !== null && fitsBudgets(fit.memory);
      }),
      whole,
    );
  });

  it("a list shows what the whole report recommends, in the same figures", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), offered, anyMachine, setting, split, (kind, wanted, machine, ...asked) => {
        const facts = factsOf(kind);
        const request: PlanRequest = { ...asked[0], ...asked[1] };
        const input = { ...inputOf(facts, machine, request), variants: variantsOf(facts, wanted) };
        const report = fitReport(input);
        const smallest = report.variants.reduce((least, fit) => (fit.sizeBytes < least.sizeBytes ? fit : least));
        const shown = report.variants.find(({ label }) => label === report.recommended) ?? smallest;
        expect(shortFit(input)).toMatchObject({
          label: shown.label,
          verdict: shown.verdict,
          tokensPerSecond: shown.speed?.tokensPerSecond,
          needBytes: shown.memory && totalNeedBytes(shown.memory),
        });
      }),
      whole,
    );
  });

  it("a larger variant never fits where a smaller one does not", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, setting, split, (kind, machine, request, layers) => {
        const ascending = fitsOf(kind, machine, { ...request, ...layers }).sort((a, b) => a.sizeBytes - b.sizeBytes);
        const fits = ascending.map(({ memory }) => memory !== null && fitsBudgets(memory));
        const firstMiss = fits.indexOf(false);
        expect(firstMiss === -1 || !fits.slice(firstMiss).includes(true)).toBe(true);
      }),
      whole,
    );
  });

  it("more context never needs less memory on any device", () => {
    const tokens = fc.tuple(fc.integer({ min: 256, max: 65_536 }), fc.integer({ min: 0, max: 65_536 }));
    const gpuLayers = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, tokens, gpuLayers, setting, (kind, machine, ...rest) => {
        const [[contextTokens, more], layers, request] = rest;
        const fixed = { ...request, gpuLayers: layers };
        const less = needOf(kind, machine, { ...fixed, contextTokens });
        const longer = needOf(kind, machine, { ...fixed, contextTokens: contextTokens + more });
        less.devices.forEach((device, i) => {
          expect(longer.devices[i]?.needBytes).toBeGreaterThanOrEqual(device.needBytes);
        });
      }),
      single,
    );
  });

  it("fewer GPU layers never need more memory on the GPUs", () => {
    const gpuLayers = fc.integer({ min: 0, max: 98 });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, gpuLayers, setting, (kind, machine, layers, request) => {
        const at = (gpuLayers: number): number => onGpus(needOf(kind, machine, { ...request, gpuLayers }));
        expect(at(layers)).toBeLessThanOrEqual(at(layers + 1));
      }),
      single,
    );
  });

  it("more layers with their experts on the CPU never need more memory on the GPUs", () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.constantFrom(...expertKinds), anyMachine, counts, setting, (kind, machine, counts, request) => {
        const [gpuLayers, cpuExpertLayers] = counts;
        const at = (cpuExpertLayers: number): number =>
          onGpus(needOf(kind, machine, { ...request, gpuLayers, cpuExpertLayers }));
        expect(at(cpuExpertLayers + 1)).toBeLessThanOrEqual(at(cpuExpertLayers));
      }),
      single,
    );
  });

  it("a quantised cache is never larger than one in 16 bits", () => {
    const quantised = fc.constantFrom(...kvTypes.filter((type) => type !== "f16"));
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, quantised, setting, (kind, machine, kvType, request) => {
        const { kvBytes } = needOf(kind, machine, { ...request, kvType, gpuLayers: 0 });
        const whole = needOf(kind, machine, { ...request, kvType: "f16", gpuLayers: 0 });
        expect(kvBytes).toBeLessThanOrEqual(whole.kvBytes);
        expect(kvBytes > 0).toBe(whole.kvBytes > 0);
      }),
      single,
    );
  });

  it("facts that no model has still give figures that can be shown", () => {
    const odd = fc.constantFrom(0, 1, 3, 7, 1_000_003);
    const hostile = fc.record(
      {
        headCounts: fc.array(odd, { maxLength: 3 }),
        kvHeadCounts: fc.array(odd, { maxLength: 3 }),
        feedForwardLengths: fc.array(odd, { maxLength: 3 }),
        keyLength: odd,
        valueLength: odd,
        embeddingLength: odd,
        vocabularySize: odd,
        parameters: odd,
        trainedContextTokens: fc.constantFrom(null, 0, 1),
        slidingWindowTokens: fc.constantFrom(null, 0, 1),
        slidingPattern: fc.constantFrom(null, [], [true]),
        experts: fc.record({ count: odd, used: fc.constantFrom(0, 1, 9, 1500) }),
        headerBytes: fc.constantFrom(null, 0, 1e12),
        architecture: fc.constantFrom("llama", "nobody-knows", ""),
        tensors: fc.constantFrom([], [{ name: "blk.900.ffn_up.weight", type: "Q9_Z", shape: [0, 7] }]),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), hostile, anyMachine, setting, (kind, change, machine, request) => {
        const facts = Object.assign({}, factsOf(kind), change) as ModelFacts;
        for (const { memory, speed } of fitReport(inputOf(facts, machine, request, "Q4_K_M")).variants) {
          if (!memory || !speed) return false;
          for (const figure of figuresOf(memory)) expect(Number.isFinite(figure) && figure >= 0).toBe(true);
          for (const figure of [...speed.tokensPerSecond, ...speed.promptTokensPerSecond]) {
            expect(Number.isFinite(figure) && figure > 0).toBe(true);
          }
        }
        return true;
      }),
      single,
    );
  });
});
