import { describe, expect, it } from "vitest";
import { type KvType, type MemoryNeed, type Plan, kvTypes } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { knownArchitectures } from "../../../../src-main/ground/core/architectures.ts";
import { budgetsOf, estimateMemory, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import { mappedMiB } from "../../../fixtures/engine-truth/mapped-once.ts";
import type { TruthRow } from "../../../fixtures/engine-truth/questions.ts";
import { readTable, tableKinds, workingTable } from "../../../fixtures/engine-truth/tables.ts";
import { factsOf, machineOf } from "./facts.ts";

/** Held against llama.cpp's own answers (test/fixtures/engine-truth/regenerate.ts writes them). */
const tables = tableKinds().map(readTable);
const instructionSets = tables[0]?.instructionSets ?? [];
const table = { rows: tables.flatMap(({ rows }) => rows) };

const kvTypeOf = (name: string): KvType => kvTypes.find((type) => type === name) ?? "f16";

function setting(row: TruthRow) {
  const facts = factsOf(row.kind, row.label, row.shape);
  const freeBytes = row.freeMiB * MiB;
  // A Metal GPU has no pinned host buffer, like the one that llama.cpp was asked about.
  const gpus = Array.from({ length: row.gpus }, () => ({
    backend: "metal" as const,
    freeBytes,
    dedicatedBytes: freeBytes,
  }));
  const cpu = { instructionSets };
  const machine = machineOf({ freeBytes: 500e9, totalBytes: 600e9, gpus, cpu });
  return { facts, weights: headerWeights(facts), machine, budgets: budgetsOf(machine, 0) };
}

const predicted = new Map<TruthRow, MemoryNeed>();

function predict(row: TruthRow): MemoryNeed {
  const known = predicted.get(row);
  if (known) return known;
  const { facts, weights, machine, budgets } = setting(row);
  const gpuLayers = Math.min(row.gpuLayers ?? 0, facts.blockCount + 1);
  const plan: Plan = {
    contextTokens: row.contextTokens,
    kvType: kvTypeOf(row.kvType),
    gpuLayers,
    backend: gpuLayers > 0 ? "metal" : null,
    flashAttention: row.flashAttention,
    mmap: true,
    batchTokens: row.batchTokens,
    sequences: row.sequences ?? 1,
    cpuExpertLayers: row.cpuExpertLayers ?? 0,
    repack: row.repack ?? true,
    threads: 1,
  };
  const memory = estimateMemory({ facts, weights, machine, budgets }, plan);
  predicted.set(row, memory);
  return memory;
}

function fileBackedTruth(row: TruthRow): number {
  const { facts, weights } = setting(row);
  return mappedMiB(row, facts, weights);
}

/** Within 5 % or 64 MiB, and never more than 2 % (or a rounding of the printed MiB) too low. */
function misses(name: string, bytes: number, truthMiB: number): string[] {
  const difference = bytes / MiB - truthMiB;
  const tooHigh = difference > Math.max(64, truthMiB * 0.05);
  const tooLow = difference < -Math.max(1.5, truthMiB * 0.02);
  return tooHigh || tooLow ? [`${name}: ${(bytes / MiB).toFixed(1)} MiB, the engine says ${String(truthMiB)}`] : [];
}

const fixed = table.rows.filter((row) => row.gpus === 0 || row.gpuLayers !== null);
const nameOf = (row: TruthRow): string => row.shape?.name ?? row.kind;
const names = [...new Set(table.rows.map(nameOf))];

it("calls just those architectures known that the engine was asked about", () => {
  const asked = new Set(table.rows.map((row) => factsOf(row.kind, row.label, row.shape).architecture));
  expect([...knownArchitectures].sort()).toEqual([...asked].sort());
});

describe.each(names)("%s, against the engine's own figures", (name) => {
  const rows = fixed.filter((row) => nameOf(row) === name);

  it("predicts the memory of the CPU and of each GPU", () => {
    const wrong = rows.flatMap((row) => {
      const memory = predict(row);
      const { host, repackMiB, gpus } = row.answer;
      const anonymous = memory.anonymousBytes - memory.overheadBytes;
      const found = [
        ...misses("anonymous", anonymous, host.context + host.compute + repackMiB),
        ...misses("file-backed", memory.fileBackedBytes, fileBackedTruth(row)),
        ...misses("repacked", memory.repackBytes, repackMiB),
        ...gpus.flatMap((gpu, i) => {
          const needBytes = memory.devices[i + 1]?.needBytes ?? 0;
          return misses(`GPU ${String(i)}`, needBytes, gpu.model + gpu.context + gpu.compute);
        }),
      ];
      return found.map((text) => `${JSON.stringify(row)} ${text}`);
    });
    expect(wrong).toEqual([]);
  });

  it("predicts the context's memory within 1 %", () => {
    const wrong = rows.flatMap((row) => {
      const memory = predict(row);
      const truth = row.answer.host.context + row.answer.gpus.reduce((sum, gpu) => sum + gpu.context, 0);
      const mine = (memory.kvBytes + memory.stateBytes) / MiB;
      // The engine prints whole MiB for each device.
      const rounding = 1 + row.answer.gpus.length;
      return Math.abs(mine - truth) > Math.max(rounding, truth * 0.01)
        ? [`${JSON.stringify(row)} ${mine.toFixed(1)}`]
        : [];
    });
    expect(wrong).toEqual([]);
  });
});

describe("where working memory is most of what a device needs", () => {
  const { rows } = readTable(workingTable);
  const kinds = [...new Set(rows.map(({ kind }) => kind))];

  it.each(kinds)("predicts that of %s by itself", (kind) => {
    const wrong = rows
      .filter((row) => row.kind === kind)
      .flatMap((row) => {
        const [cpu, ...gpus] = predict(row).devices.map(({ computeBytes }) => computeBytes);
        const found = [
          ...misses("CPU", cpu ?? 0, row.answer.host.compute),
          ...row.answer.gpus.flatMap(({ compute }, i) => misses(`GPU ${String(i)}`, gpus[i] ?? 0, compute)),
        ];
        return found.map((text) => `${JSON.stringify(row)} ${text}`);
      });
    expect(wrong).toEqual([]);
  });
});
