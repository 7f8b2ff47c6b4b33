import { describe, expect, it } from "vitest";
import type { MemoryNeed, Plan } from "../../../../src-shared/contract/index.ts";
import { budgetsOf, estimateMemory, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import type { ModelKind } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";

/** The engine's own figures for several answers are in test/fixtures/engine-truth/tables/sequences.json. */
function needOf(kind: ModelKind, sequences: number, change: Partial<Plan> = {}): MemoryNeed {
  const facts = factsOf(kind);
  const machine = machineOf({ freeBytes: 500e9, totalBytes: 600e9 });
  const plan = cpuPlan({ contextTokens: 4096, sequences, ...change });
  return estimateMemory({ facts, weights: headerWeights(facts), machine, budgets: budgetsOf(machine, 0) }, plan);
}

describe("several answers at one time", () => {
  it.each<ModelKind>(["llama-3.1-8b", "gemma-3-4b", "granite-4-h-tiny"])(
    "each have a context of their own: %s",
    (kind) => {
      expect(needOf(kind, 4).kvBytes).toBe(4 * needOf(kind, 1).kvBytes);
    },
  );

  it.each<ModelKind>(["mamba-1.4b", "rwkv7-2.9b", "lfm2-1.2b", "qwen3.5-4b"])(
    "each have a state of their own: %s",
    (kind) => {
      const one = needOf(kind, 1);
      expect(one.stateBytes).toBeGreaterThan(0);
      expect(needOf(kind, 8).stateBytes).toBe(8 * one.stateBytes);
      expect(needOf(kind, 8, { contextTokens: 65_536 }).stateBytes).toBe(8 * one.stateBytes);
    },
  );

  it("share the weights and what does not depend on them", () => {
    const [one, many] = [needOf("granite-4-h-tiny", 1), needOf("granite-4-h-tiny", 8)];
    expect(many.weightsBytes).toBe(one.weightsBytes);
    expect(many.overheadBytes).toBe(one.overheadBytes);
  });

  it("never need less than one", () => {
    for (const kind of ["llama-3.1-8b", "mamba2-2.7b", "falcon-h1-1.5b"] as const) {
      const needs = [1, 2, 4, 8].map((sequences) => needOf(kind, sequences).anonymousBytes);
      expect(needs).toEqual([...needs].sort((a, b) => a - b));
    }
  });
});
