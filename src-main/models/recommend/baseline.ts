import type { HardwareProfile, ModelFacts, Plan } from "../../../src-shared/contract/index.ts";
import type { Budgets } from "./budget.ts";
import { type Baseline, placeOf } from "./past-load.ts";
import { estimateMemory } from "./memory.ts";
import { bytesAt, estimateSpeed, speedParts, typicalDecode, yardstick } from "./speed.ts";
import type { VariantWeights } from "./weights.ts";

/** What is predicted for a plan without the ledger: the yardstick that measurements are held against. */
export function baselineOf(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  asFound: HardwareProfile,
  budgets: Budgets,
): Baseline {
  const machine = yardstick(asFound);
  const parts = speedParts(facts, weights, plan, machine, budgets);
  const setting = { facts, weights, machine, budgets };
  const [promptLow, promptHigh] = estimateSpeed(setting, plan).promptTokensPerSecond;
  return {
    place: placeOf(plan, facts.blockCount),
    anonymousBytes: estimateMemory(setting, plan).anonymousBytes,
    activeBytes: activeBytesOf(facts, weights, plan, machine, budgets),
    emptyTokensPerSecond: typicalDecode(parts, 0),
    fullTokensPerSecond: typicalDecode(parts, 1),
    promptTokensPerSecond: Math.sqrt(promptLow * promptHigh),
  };
}

/** Weights that one token reads on all devices, by what they cost to unpack. */
export function activeBytesOf(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  machine: HardwareProfile,
  budgets: Budgets,
): number {
  const parts = speedParts(facts, weights, plan, machine, budgets);
  return Math.round(parts.reduce((sum, part) => sum + bytesAt(part, 0), 0));
}
