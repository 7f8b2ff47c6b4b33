import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RepositoryVariant } from "../../../src-main/contract/catalog.ts";
import type { HardwareProfile } from "../../../src-main/contract/hardware.ts";
import { kvTypes } from "../../../src-main/contract/model.ts";
import { computedVariantSize, fitReport, fitsBudgets, totalNeed } from "../../../src-main/recommend/index.ts";
import type { ModelKind } from "../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";

const kinds: ModelKind[] = [
  "llama-3.1-8b", "llama-2-7b", "llama-3.2-1b", "qwen2.5-7b", "qwen3-4b", "qwen3-30b-a3b", "mixtral-8x7b", "gemma-2-9b", "gemma-3-4b",
  "phi-3-mini", "gpt-oss-20b", "deepseek-v2-lite", "mamba-1.4b", "granite-4-tiny", "smollm2-135m",
]; // prettier-ignore
const labels = [
  "F16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_K_S", "Q4_K_M", "Q4_K_S", "Q4_0", "IQ4_XS", "Q3_K_L", "Q3_K_M", "Q3_K_S", "IQ3_M", "Q2_K", "IQ2_M", "IQ1_S",
]; // prettier-ignore

const gigabytes = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.round(value * 1e9));

const gpu = fc.record({
  dedicatedBytes: fc.constant(96e9),
  freeBytes: gigabytes(0.5, 90),
  bandwidthBytesPerSecond: fc.constantFrom(100e9, 504e9, 1008e9),
  backend: fc.constantFrom("cuda" as const, "vulkan" as const),
});

const anyMachine: fc.Arbitrary<HardwareProfile> = fc
  .record({
    freeBytes: gigabytes(0.5, 200),
    arch: fc.constantFrom("x64", "arm64"),
    sets: fc.constantFrom(["avx2"], ["avx2", "avx512f"], ["neon", "dotprod"], []),
    gpus: fc.oneof(
      fc.constant([]),
      fc.array(gpu, { minLength: 1, maxLength: 2 }),
      fc.constant([
        { unified: true, dedicatedBytes: null, freeBytes: null, vendor: "apple" as const, backend: "metal" as const },
      ]),
    ),
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

const request = fc.record(
  {
    contextTokens: fc.integer({ min: 256, max: 131072 }),
    kvType: fc.constantFrom(...kvTypes),
  },
  { requiredKeys: [] },
);

function variantsOf(kind: ModelKind): RepositoryVariant[] {
  const facts = factsOf(kind);
  return labels.map((label) => {
    const sizeBytes = computedVariantSize(facts, label) ?? 0;
    return { key: label, label, modifiers: [], files: [], sizeBytes, complete: true, runs: true, note: null };
  });
}

function reportOf(kind: ModelKind, machine: HardwareProfile, plan: object, variants = variantsOf(kind)) {
  const facts = factsOf(kind);
  const defaults = { contextTokens: 8192, memoryReserveBytes: null };
  return fitReport({
    facts,
    factsVariantKey: "Q4_K_M",
    variants,
    repository: null,
    commit: null,
    machine,
    request: plan,
    defaults,
  });
}

const runs = { numRuns: 300 };

describe("whatever the machine, the model and the plan", () => {
  it("the sums agree", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, request, (kind, machine, plan) => {
        for (const { memory } of reportOf(kind, machine, plan).variants) {
          if (!memory) return false;
          const kindSum =
            memory.weightsBytes + memory.kvBytes + memory.computeBytes + memory.stateBytes + memory.overheadBytes;
          expect(totalNeed(memory)).toBe(kindSum);
          expect(memory.anonymousBytes + memory.fileBackedBytes).toBe(memory.devices[0]?.needBytes);
          for (const device of memory.devices) expect(Number.isSafeInteger(device.needBytes)).toBe(true);
          expect(memory.repackBytes).toBeLessThanOrEqual(memory.weightsBytes);
        }
        return true;
      }),
      runs,
    );
  });

  it("the recommended variant fits its budget, and is one that runs", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, request, (kind, machine, plan) => {
        const report = reportOf(kind, machine, plan);
        const fit = report.variants.find((variant) => variant.label === report.recommended);
        if (report.recommended === null) return report.variants.every(({ memory }) => memory && !fitsBudgets(memory));
        return fit?.memory !== undefined && fit.memory !== null && fitsBudgets(fit.memory);
      }),
      runs,
    );
  });

  it("a larger variant never fits where a smaller one does not", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, request, (kind, machine, plan) => {
        const ascending = [...reportOf(kind, machine, plan).variants].sort((a, b) => a.sizeBytes - b.sizeBytes);
        const fits = ascending.map(({ memory }) => memory !== null && fitsBudgets(memory));
        const firstMiss = fits.indexOf(false);
        expect(firstMiss === -1 || !fits.slice(firstMiss).includes(true)).toBe(true);
      }),
      runs,
    );
  });

  it("more context never needs less memory on any device", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        anyMachine,
        fc.integer({ min: 256, max: 65536 }),
        fc.integer({ min: 0, max: 65536 }),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom(...kvTypes),
        (kind, machine, contextTokens, more, gpuLayers, kvType) => {
          const variants = variantsOf(kind).slice(5, 6);
          const [less] = reportOf(kind, machine, { contextTokens, gpuLayers, kvType }, variants).variants;
          const [longer] = reportOf(
            kind,
            machine,
            { contextTokens: contextTokens + more, gpuLayers, kvType },
            variants,
          ).variants;
          less?.memory?.devices.forEach((device, i) => {
            expect(longer?.memory?.devices[i]?.needBytes).toBeGreaterThanOrEqual(device.needBytes);
          });
        },
      ),
      runs,
    );
  });

  it("fewer GPU layers never need more memory on the GPUs", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        anyMachine,
        fc.integer({ min: 0, max: 98 }),
        request,
        (kind, machine, layers, plan) => {
          const onGpus = (gpuLayers: number): number => {
            const [fit] = reportOf(kind, machine, { ...plan, gpuLayers }, variantsOf(kind).slice(5, 6)).variants;
            return (
              fit?.memory?.devices.reduce((sum, device) => sum + (device.kind === "gpu" ? device.needBytes : 0), 0) ?? 0
            );
          };
          expect(onGpus(layers)).toBeLessThanOrEqual(onGpus(layers + 1));
        },
      ),
      runs,
    );
  });

  it("speeds are ranges of positive numbers", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyMachine, request, (kind, machine, plan) => {
        for (const { speed } of reportOf(kind, machine, plan).variants) {
          const [low, high] = speed?.tokensPerSecond ?? [0, 0];
          expect(low).toBeGreaterThan(0);
          expect(high).toBeGreaterThanOrEqual(low);
        }
      }),
      { numRuns: 100 },
    );
  });
});
