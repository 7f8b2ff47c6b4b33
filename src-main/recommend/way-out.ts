import { type KvType, type ModelFacts } from "../contract/model.ts";
import type { PlanRequest, WayOut } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import { formatBytes, formatContext } from "../core/units.ts";
import type { Budgets } from "./budget.ts";
import { fitsBudgets, totalNeed } from "./memory.ts";
import { type PlanDefaults, type PlannedNeed, choosePlan } from "./plan.ts";
import type { VariantWeights } from "./weights.ts";

/** Shorter contexts are no use for a conversation. */
export const shortestContextTokens = 2048;
/** Nearly lossless, and half of F16's cache. */
export const compactKvType: KvType = "q8_0";

export interface Situation {
  facts: ModelFacts;
  weights: VariantWeights;
  machine: HardwareProfile;
  budgets: Budgets;
  request: PlanRequest;
  defaults: PlanDefaults;
}

function planFor(situation: Situation, change: PlanRequest): PlannedNeed {
  const { facts, weights, machine, budgets, request, defaults } = situation;
  return choosePlan(facts, weights, machine, budgets, { ...request, ...change }, defaults);
}

/** The contexts to try instead: powers of two below the present one. */
function shorterContexts(contextTokens: number): number[] {
  const tried: number[] = [];
  for (
    let tokens = 2 ** Math.floor(Math.log2(Math.max(1, contextTokens - 1)));
    tokens >= shortestContextTokens;
    tokens /= 2
  ) {
    tried.push(tokens);
  }
  return tried;
}

/**
 * The smallest change to the cache that makes a plan good enough: half of its precision, else a shorter one, else both.
 * `fixed` is tried with each of them and not part of the offer.
 */
export function smallerCache(
  situation: Situation,
  now: PlannedNeed,
  enough: (tried: PlannedNeed) => boolean,
  fixed: PlanRequest = {},
): WayOut | null {
  const shortest = Math.min(shortestContextTokens, now.plan.contextTokens);
  const smallest = now.plan.kvType === "f16" ? compactKvType : now.plan.kvType;
  if (!enough(planFor(situation, { ...fixed, contextTokens: shortest, kvType: smallest }))) return null;
  const offer = (change: PlanRequest, text: (freed: string) => string): WayOut | null => {
    const tried = planFor(situation, { ...fixed, ...change });
    if (!enough(tried)) return null;
    const freed = formatBytes(Math.max(0, totalNeed(now.memory) - totalNeed(tried.memory)));
    return { text: text(freed), request: { ...situation.request, ...change } };
  };
  const from = formatContext(now.plan.contextTokens);
  const compactable = now.plan.kvType === "f16";
  if (compactable) {
    const compact = offer(
      { kvType: compactKvType, contextTokens: now.plan.contextTokens },
      (freed) => `Keeping the context in 8 bits instead of 16 frees ${freed}, at hardly any loss.`,
    );
    if (compact) return compact;
  }
  for (const contextTokens of shorterContexts(now.plan.contextTokens)) {
    const shorter = offer(
      { contextTokens },
      (freed) => `${formatContext(contextTokens)} instead of ${from} frees ${freed}.`,
    );
    if (shorter) return shorter;
  }
  if (!compactable) return null;
  for (const contextTokens of shorterContexts(now.plan.contextTokens)) {
    const both = offer(
      { contextTokens, kvType: compactKvType },
      (freed) => `${formatContext(contextTokens)} instead of ${from}, kept in 8 bits, frees ${freed}.`,
    );
    if (both) return both;
  }
  return null;
}

/** What would make a plan fit that does not: a smaller cache, else closing programs where that can be enough. */
export function wayToFit(situation: Situation, now: PlannedNeed): { wayOut: WayOut | null; smallerCacheFits: boolean } {
  const cache = smallerCache(situation, now, (tried) => fitsBudgets(tried.memory));
  if (cache) return { wayOut: cache, smallerCacheFits: true };
  if (situation.request.gpuLayers !== undefined) {
    const free = choosePlan(
      situation.facts,
      situation.weights,
      situation.machine,
      situation.budgets,
      withoutLayers(situation.request),
      situation.defaults,
    );
    if (fitsBudgets(free.memory)) {
      const text = `${String(free.plan.gpuLayers)} layers on the GPU instead of ${String(now.plan.gpuLayers)} fit.`;
      return {
        wayOut: { text, request: { ...situation.request, gpuLayers: free.plan.gpuLayers } },
        smallerCacheFits: false,
      };
    }
  }
  const cpu = now.memory.devices[0];
  const missing = cpu ? cpu.needBytes - cpu.budgetBytes : 0;
  const { budgets } = situation;
  const usedByOthers = budgets.systemTotalBytes - budgets.systemFreeBytes;
  // Half of what other programs hold is about what closing them gives back.
  if (missing > 0 && missing < usedByOthers / 2) {
    return {
      wayOut: { text: `Close about ${formatBytes(missing)} of other programs.`, request: null },
      smallerCacheFits: false,
    };
  }
  return { wayOut: null, smallerCacheFits: false };
}

function withoutLayers(request: PlanRequest): PlanRequest {
  const { gpuLayers: _, ...rest } = request;
  return rest;
}
