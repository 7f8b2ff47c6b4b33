import { describe, expect, it } from "vitest";
import { type MemoryNeed, type Plan, kvTypes } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { isKnownArchitecture } from "../../../../src-main/ground/core/index.ts";
import { budgetsOf, estimateMemory, variantWeights } from "../../../../src-main/models/recommend/index.ts";
import { catalogueFacts, catalogueModels } from "../../../fixtures/catalogue-model.ts";
import { type CatalogueRow, readCatalogueTable } from "../../../fixtures/engine-truth/catalogue-table.ts";
import { machineOf } from "./facts.ts";

/** The catalogue's rows held against llama.cpp's own answers (test/fixtures/engine-truth/regenerate-catalogue.ts writes them). */
const { instructionSets, rows } = readCatalogueTable();
const names = [...new Set(rows.map(({ baseModel }) => baseModel))];
const machine = machineOf({ freeBytes: 500e9, totalBytes: 600e9, cpu: { instructionSets } });

function predict(row: CatalogueRow): MemoryNeed {
  const facts = catalogueFacts(row.baseModel);
  const weights = variantWeights(facts, { label: row.label, modifiers: [] }, null);
  const plan: Plan = {
    contextTokens: row.contextTokens,
    kvType: kvTypes.find((type) => type === row.kvType) ?? "f16",
    gpuLayers: 0,
    backend: null,
    flashAttention: row.flashAttention,
    mmap: true,
    batchTokens: row.batchTokens,
    sequences: 1,
    cpuExpertLayers: 0,
    repack: true,
    threads: 1,
  };
  return estimateMemory({ facts, weights, machine, budgets: budgetsOf(machine, 0) }, plan);
}

it("has asked about every architecture of the catalogue whose models chat and are known", () => {
  const known = (bases: readonly string[]): string[] => {
    const all = bases.map(catalogueFacts).filter(({ purpose }) => purpose === undefined);
    return [...new Set(all.map(({ architecture }) => architecture))].filter(isKnownArchitecture).sort();
  };
  expect(known(names)).toEqual(known(catalogueModels));
});

describe.each(names)("%s as the catalogue has it, against the engine's own figures", (name) => {
  const own = rows.filter(({ baseModel }) => baseModel === name);

  it("has the cache and the state that the engine makes", () => {
    for (const row of own) {
      const { kvBytes, stateBytes } = predict(row);
      const difference = (kvBytes + stateBytes) / MiB - row.answer.host.context;
      expect(Math.abs(difference)).toBeLessThan(Math.max(1, row.answer.host.context * 0.01));
    }
  });

  it("has its weights and its working memory, within 5 %, and never 2 % too low", () => {
    for (const row of own) {
      const { repackBytes, anonymousBytes, overheadBytes } = predict(row);
      const { host, repackMiB } = row.answer;
      const pairs = [
        [repackBytes / MiB, repackMiB],
        [(anonymousBytes - overheadBytes) / MiB, host.context + host.compute + repackMiB],
      ] as const;
      for (const [ours, truth] of pairs) {
        expect(ours - truth).toBeLessThan(Math.max(64, truth * 0.05));
        expect(truth - ours).toBeLessThan(Math.max(1.5, truth * 0.02));
      }
    }
  });
});
