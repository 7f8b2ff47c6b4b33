import { describe, expect, it } from "vitest";
import { type KvType, kvTypes } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { budgetsOf, choosePlan, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import { splitLayers } from "../../../../src-main/models/recommend/layer-split.ts";
import type { TruthRow } from "../../../fixtures/engine-truth/questions.ts";
import { readTable, tableKinds } from "../../../fixtures/engine-truth/tables.ts";
import { factsOf, machineOf } from "./facts.ts";

/** Left free to choose, llama.cpp and Bitloft are held against each other for the same free memory and margin. */
const tables = tableKinds().map(readTable);
const instructionSets = tables[0]?.instructionSets ?? [];
const free = tables.flatMap(({ rows }) => rows.filter((row) => row.gpus > 0 && row.gpuLayers === null));
// node-llama-cpp has no option to share layers out between GPUs; llama.cpp's own fit can.
const alike = free.filter((row) => row.gpus === 1 || row.plainShares === true);

const kvTypeOf = (name: string): KvType => kvTypes.find((type) => type === name) ?? "f16";

function choose(row: TruthRow, expertsOnCpu: boolean) {
  const facts = factsOf(row.kind, row.label, row.shape);
  const freeBytes = row.freeMiB * MiB;
  const gpu = { backend: "metal" as const, freeBytes, dedicatedBytes: freeBytes };
  const gpus = Array.from({ length: row.gpus }, () => gpu);
  const machine = machineOf({ freeBytes: 500e9, totalBytes: 600e9, gpus, cpu: { instructionSets } });
  const weights = headerWeights(facts);
  const { plan, memory } = choosePlan(
    { facts, weights, machine, budgets: budgetsOf(machine, 0) },
    { contextTokens: row.contextTokens, kvType: kvTypeOf(row.kvType) },
    { contextTokens: 4096, memoryReserveBytes: 0, abilities: { expertsOnCpu, repackOff: false } },
  );
  const all = facts.blockCount + 1;
  return {
    plan,
    experts: weights.expertBytes.at(-1) ?? 0,
    largestExperts: Math.max(...facts.headCounts.map((_, i) => layerOf(weights.expertBytes, i))),
    // With its cache, which is counted from above: as if it were all in this layer.
    largestLayer: Math.max(...facts.headCounts.map((_, i) => layerOf(weights.layerBytes, i))) + memory.kvBytes,
    gpus: memory.devices.filter((device) => device.kind === "gpu"),
    theirLayers: row.answer.gpuLayers < 0 ? all : Math.min(row.answer.gpuLayers, all),
    theirBytes: row.answer.gpus.reduce((sum, gpu) => sum + gpu.model + gpu.context + gpu.compute, 0) * MiB,
  };
}

const layerOf = (sums: readonly number[], layer: number): number => (sums[layer + 1] ?? 0) - (sums[layer] ?? 0);

const title = (row: TruthRow): string =>
  `${row.shape?.name ?? row.kind}, ${String(row.gpus)} x ${String(row.freeMiB)} MiB, ${String(row.contextTokens)} ${row.kvType}`;

describe("the split that the plan chooses", () => {
  const whole = alike.filter((row) => choose(row, false).experts === 0);

  it("is held against many of llama.cpp's own", () => {
    expect(whole.length).toBeGreaterThan(80);
    expect(whole.filter((row) => row.gpus === 2).length).toBeGreaterThan(20);
  });

  it.each(whole.map((row) => ({ row, title: title(row) })))("has its number of layers: $title", ({ row }) => {
    const { plan, theirLayers } = choose(row, false);
    expect(plan.gpuLayers - theirLayers).toBeLessThanOrEqual(1);
    expect(plan.gpuLayers - theirLayers).toBeGreaterThanOrEqual(-2);
  });
});

describe("the split of a mixture of experts", () => {
  const mixtures = alike.filter((row) => choose(row, true).experts > 0);

  it.each(mixtures.map((row) => ({ row, title: title(row) })))(
    "fills the GPUs as llama.cpp does: $title",
    ({ row }) => {
      const { plan, gpus, theirLayers, theirBytes, largestExperts } = choose(row, true);
      expect(plan.gpuLayers).toBeGreaterThanOrEqual(theirLayers);
      // llama.cpp also cuts one layer's experts in parts; a plan moves them whole.
      const ourBytes = gpus.reduce((sum, gpu) => sum + gpu.needBytes, 0);
      // Where its last try was beyond the margin, that is what the table has of it.
      const allowedBytes = gpus.reduce((sum, gpu) => sum + gpu.budgetBytes, 0);
      expect(ourBytes).toBeGreaterThanOrEqual(Math.min(theirBytes, allowedBytes) - largestExperts);
      for (const gpu of gpus) expect(gpu.needBytes).toBeLessThanOrEqual(gpu.budgetBytes);
    },
  );

  it.each(mixtures.map((row) => ({ row, title: title(row) })))(
    "fills them to within a layer where the engine cannot part one: $title",
    ({ row }) => {
      const { plan, gpus, theirBytes, largestLayer } = choose(row, false);
      expect(plan.cpuExpertLayers).toBe(0);
      const ourBytes = gpus.reduce((sum, gpu) => sum + gpu.needBytes, 0);
      const allowedBytes = gpus.reduce((sum, gpu) => sum + gpu.budgetBytes, 0);
      expect(ourBytes).toBeGreaterThanOrEqual(Math.min(theirBytes, allowedBytes) - largestLayer);
      for (const gpu of gpus) expect(gpu.needBytes).toBeLessThanOrEqual(gpu.budgetBytes);
    },
  );
});

describe("shares of several cards", () => {
  it("end where the engine's single precision ends them", () => {
    // Seven cards alike and 14 layers with the output: in double precision each would get two. llama.cpp sums and divides floats, in
    // which three sevenths and six sevenths come out a little above the places of a layer that they should end at.
    const { gpus } = splitLayers(
      13,
      14,
      Array.from({ length: 7 }, () => ({ freeBytes: 11e9 })),
    );
    const counts = gpus.map(({ from, to, output }) => to - from + (output ? 1 : 0));
    expect(counts).toEqual([2, 2, 3, 1, 2, 3, 1]);
  });
});
