import type { Plan } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import type { Budgets } from "./budget.ts";
import { type Baseline, placeOf } from "./learned.ts";
import { estimateMemory } from "./memory.ts";
import { estimateSpeed, expertEfficiency, speedParts, tokenSeconds } from "./speed.ts";
import type { VariantWeights } from "./weights.ts";

/** How full the context is for the two figures of a speed part's bytes; what it reads grows evenly between them. */
const partDepths = { low: 0.5, high: 0.1 } as const;

/** What is predicted for a plan without the ledger: the yardstick that measurements are held against. */
export function baselineOf(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  machine: HardwareProfile,
  budgets: Budgets,
): Baseline {
  const parts = speedParts(facts, weights, plan, machine, budgets);
  const experts = facts.experts ? expertEfficiency : 1;
  const bytesAt = ([low, high]: readonly [number, number], depth: number): number =>
    high + ((low - high) * (depth - partDepths.high)) / (partDepths.low - partDepths.high);
  const secondsAt = (bound: 0 | 1, depth: number): number =>
    parts.reduce((sum, part) => sum + bytesAt(part.bytes, depth) / (part.decode[bound] * experts), tokenSeconds[bound]);
  const speedAt = (depth: number): number => 1 / Math.sqrt(secondsAt(0, depth) * secondsAt(1, depth));
  const [promptLow, promptHigh] = estimateSpeed(facts, weights, plan, machine, budgets).promptTokensPerSecond;
  return {
    place: placeOf(plan, facts.blockCount),
    anonymousBytes: estimateMemory(facts, weights, plan, machine, budgets).anonymousBytes,
    activeBytes: Math.round(parts.reduce((sum, part) => sum + bytesAt(part.bytes, 0), 0)),
    emptyTokensPerSecond: speedAt(0),
    fullTokensPerSecond: speedAt(1),
    promptTokensPerSecond: Math.sqrt(promptLow * promptHigh),
  };
}
