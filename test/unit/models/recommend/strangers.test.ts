import { describe, expect, it } from "vitest";
import { type KvType, type Plan, kvTypes } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { isKnownArchitecture } from "../../../../src-main/ground/core/architectures.ts";
import { budgetsOf, estimateMemory, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import type { TruthRow } from "../../../fixtures/engine-truth/questions.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { readTable, strangersTable } from "../../../fixtures/engine-truth/tables.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { factsOf, machineOf } from "./facts.ts";

/** Architectures that llama.cpp runs and the estimator does not know, held against llama.cpp's own answers: never too low. */
const { instructionSets, rows } = readTable(strangersTable);
const kinds = [...new Set(rows.map(({ kind }) => kind))];

const kvTypeOf = (name: string): KvType => kvTypes.find((type) => type === name) ?? "f16";

function needOf(row: TruthRow) {
  const facts = factsOf(row.kind, row.label);
  const freeBytes = row.freeMiB * MiB;
  const gpu = { backend: "metal" as const, freeBytes, dedicatedBytes: freeBytes };
  const gpus = Array.from({ length: row.gpus }, () => gpu);
  const machine = machineOf({ freeBytes: 900e9, totalBytes: 1000e9, gpus, cpu: { instructionSets } });
  const gpuLayers = Math.min(row.gpuLayers ?? 0, facts.blockCount + 1);
  const change: Partial<Plan> = {
    contextTokens: row.contextTokens,
    kvType: kvTypeOf(row.kvType),
    gpuLayers,
    backend: gpuLayers > 0 ? "metal" : null,
    flashAttention: row.flashAttention,
    batchTokens: row.batchTokens,
    sequences: row.sequences ?? 1,
  };
  return estimateMemory(
    { facts, weights: headerWeights(facts), machine, budgets: budgetsOf(machine, 0) },
    cpuPlan(change),
  );
}

/** A rounding of the printed MiB, or a fiftieth, too low. */
const isLow = (bytes: number, truthMiB: number): boolean => bytes / MiB < truthMiB - Math.max(1.5, truthMiB * 0.02);

it("is about architectures that nobody has checked", () => {
  expect(kinds.length).toBeGreaterThan(6);
  expect(kinds.filter((kind) => isKnownArchitecture(factsOf(kind).architecture))).toEqual([]);
});

describe.each(kinds)("%s, which the estimator does not know", (kind) => {
  it("is not estimated lower than the engine's own figures", () => {
    const low = rows
      .filter((row) => row.kind === kind)
      .flatMap((row) => {
        const memory = needOf(row);
        const { host, repackMiB, gpus } = row.answer;
        const onCpu = host.context + host.compute + repackMiB;
        const context = host.context + gpus.reduce((sum, gpu) => sum + gpu.context, 0);
        const figures: [string, number, number][] = [
          ["anonymous", memory.anonymousBytes - memory.overheadBytes, onCpu],
          ["context", memory.kvBytes + memory.stateBytes, context],
          ["repacked", memory.repackBytes, repackMiB],
          ...gpus.map((gpu, i): [string, number, number] => [
            `GPU ${String(i)}`,
            memory.devices[i + 1]?.needBytes ?? 0,
            gpu.model + gpu.context + gpu.compute,
          ]),
        ];
        return figures
          .filter(([, bytes, truthMiB]) => isLow(bytes, truthMiB))
          .map(([name, bytes, truthMiB]) => ({ ...row, name, mine: Math.round(bytes / MiB), truthMiB }));
      });
    expect(low).toEqual([]);
  });
});

/** Of these at least the caches are known: most layers have none, or a compressed one. */
const compact: ModelKind[] = ["deepseek-v4-flash", "kimi-k3", "qwen4-exp", "minimax-text-01"];

describe.each(compact)("the cache of %s", (kind) => {
  it("is not estimated out of all proportion with flash attention", () => {
    const high = rows
      .filter((row) => row.kind === kind && row.flashAttention)
      .flatMap((row) => {
        const memory = needOf(row);
        const { host, gpus } = row.answer;
        const truthMiB = host.context + gpus.reduce((sum, gpu) => sum + gpu.context, 0);
        const mine = Math.round((memory.kvBytes + memory.stateBytes) / MiB);
        return mine > 1.2 * truthMiB ? [{ ...row, mine, truthMiB }] : [];
      });
    expect(high).toEqual([]);
  });
});
