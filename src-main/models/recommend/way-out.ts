import type { FreedFigures, KvType, PlanRequest, Verdict, WayOut } from "../../../src-shared/contract/index.ts";
import { totalNeedBytes } from "../../../src-shared/figures/index.ts";
import type { Budgets } from "./budget.ts";
import { mayPackCache } from "./cache-refusal.ts";
import { allLayers } from "./layer-split.ts";
import { fitsBudgets, outweighs } from "./memory.ts";
import { type PlanDefaults, type PlannedNeed, choosePlan } from "./plan.ts";
import type { Setting } from "./setting.ts";
import { isPartlyOnGpu, systemMemory } from "./verdict.ts";

/** Shorter contexts are useless for a conversation. */
export const shortestContextTokens = 2048;
/** Nearly lossless, and half of F16's cache. */
export const compactKvType: KvType = "q8_0";
/** Of F16's cache that remains, at least. */
const compactShare = 0.5;
/** The share that a tight plan must get under, so that the way out helps. */
const comfortableShare = 0.9;
/** Contexts down to this one are long enough for most conversations; beyond that each halving hurts. */
export const comfortableContextTokens = 8192;
/** How much a change asks of a person, so that the least of those that help is offered. */
const pain = { compactCache: 1, halvedLongContext: 0.7, halvedShortContext: 3, closePrograms: 3, closedGigabyte: 0.5 };

const bearablePain = pain.compactCache + pain.halvedShortContext + pain.halvedLongContext;

export interface Situation extends Setting {
  request: PlanRequest;
  defaults: PlanDefaults;
}

/** What was tried and is good enough. */
interface Way {
  pain: number;
  wayOut: WayOut;
  /** It is the cache that gives way, so the cache is what was too big. */
  cache: boolean;
}

function planFor(situation: Situation, change: PlanRequest, budgets = situation.budgets): PlannedNeed {
  return choosePlan({ ...situation, budgets }, { ...situation.request, ...change }, situation.defaults);
}

function freedBetween(now: PlannedNeed, then: PlannedNeed): number {
  return Math.max(0, totalNeedBytes(now.memory) - totalNeedBytes(then.memory));
}

/** The contexts to try instead, powers of two smaller than the present one, with what each asks of the person. */
function shorterContexts(contextTokens: number): { tokens: number; pain: number }[] {
  const tried: { tokens: number; pain: number }[] = [];
  let sum = 0;
  for (
    let tokens = 2 ** Math.floor(Math.log2(Math.max(1, contextTokens - 1)));
    tokens >= shortestContextTokens;
    tokens /= 2
  ) {
    sum += tokens >= comfortableContextTokens ? pain.halvedLongContext : pain.halvedShortContext;
    tried.push({ tokens, pain: sum });
  }
  return tried;
}

interface SmallerCacheTerms {
  fixed?: PlanRequest;
  thenOnGpu?: boolean;
  leastFreedBytes?: number;
}

/**
 * The smallest change to the cache that makes a plan good enough: half of its precision, a shorter one, or both.
 * `fixed` is tried with each of them and not part of the offer; `thenOnGpu` says what is gained. Contexts that cannot
 * free as much as `leastFreedBytes` are not planned.
 */
function smallerCache(
  situation: Situation,
  now: PlannedNeed,
  enough: (tried: PlannedNeed) => boolean,
  { fixed = {}, thenOnGpu = false, leastFreedBytes = 0 }: SmallerCacheTerms = {},
): Way | null {
  const { contextTokens, kvType, flashAttention } = now.plan;
  const compactable = kvType === "f16" && mayPackCache(situation.facts, { flashAttention });
  const shortest = { contextTokens: Math.min(shortestContextTokens, contextTokens) };
  if (!enough(planFor(situation, { ...fixed, ...shortest, kvType: compactable ? compactKvType : kvType }))) return null;
  const ways: Way[] = [];
  const offer = (asks: number, change: PlanRequest, says: (freed: FreedFigures) => WayOut["says"]): boolean => {
    const tried = planFor(situation, { ...fixed, ...change });
    if (!enough(tried)) return false;
    const request = { ...situation.request, ...change };
    const freed = { freedBytes: freedBetween(now, tried), thenOnGpu };
    ways.push({ pain: asks, wayOut: { says: says(freed), request }, cache: true });
    return true;
  };
  if (compactable) {
    offer(pain.compactCache, { kvType: compactKvType, contextTokens }, (freed) => ({
      key: "compact-context",
      figures: freed,
    }));
  }
  const { kvBytes, computeBytes } = now.memory;
  const freeable = (tokens: number, share: number): number =>
    (kvBytes + computeBytes) * (1 - (tokens / contextTokens) * share);
  const shorter = shorterContexts(contextTokens);
  shorter.some(
    (to) =>
      freeable(to.tokens, 1) >= leastFreedBytes &&
      offer(to.pain, { contextTokens: to.tokens }, (freed) => ({
        key: "shorter-context",
        figures: { ...freed, contextTokens: to.tokens, beforeTokens: contextTokens },
      })),
  );
  if (compactable && ways[0]?.pain !== pain.compactCache) {
    shorter.some(
      (to) =>
        freeable(to.tokens, compactShare) >= leastFreedBytes &&
        offer(to.pain + pain.compactCache, { contextTokens: to.tokens, kvType: compactKvType }, (freed) => ({
          key: "shorter-compact-context",
          figures: { ...freed, contextTokens: to.tokens, beforeTokens: contextTokens },
        })),
    );
  }
  return leastPainful(ways);
}

function leastPainful(ways: readonly (Way | null)[]): Way | null {
  return ways.reduce<Way | null>((best, way) => (way && (best === null || way.pain < best.pain) ? way : best), null);
}

/** Leaving the split to the plan, where a person fixed it. */
function freeSplit(situation: Situation, now: PlannedNeed): Way | null {
  const { gpuLayers: fixed, ...request } = situation.request;
  if (fixed === undefined) return null;
  const free = planFor({ ...situation, request }, {});
  if (!fitsBudgets(free.memory)) return null;
  const { gpuLayers } = free.plan;
  const [layers, before] = [allLayers(situation.facts.blockCount), now.plan.gpuLayers];
  const says: WayOut["says"] =
    gpuLayers === 0
      ? { key: "no-layers-on-gpu", figures: { layers, before } }
      : { key: "fewer-layers-on-gpu", figures: { gpuLayers, layers, before } };
  return { pain: 0, wayOut: { says, request: { ...request, gpuLayers } }, cache: false };
}

/** A reserve that takes up most of the computer: without it, nothing has to be closed. */
const excessiveReserveShare = 0.5;

function smallerReserve({ budgets }: Situation, missingBytes: number): Way | null {
  const { systemReserveBytes, systemFreeBytes, systemTotalBytes, systemBytes } = budgets;
  if (missingBytes <= 0 || systemReserveBytes <= systemTotalBytes * excessiveReserveShare) return null;
  if (systemBytes + missingBytes > systemFreeBytes) return null;
  const says: WayOut["says"] = { key: "lower-reserve", figures: { reserveBytes: systemReserveBytes } };
  return { pain: 0, wayOut: { says, request: null }, cache: false };
}

/** Closing other programs, where they hold enough: half of what they do is about what closing them gives back. */
function closePrograms(situation: Situation, missingBytes: number): Way | null {
  const { budgets } = situation;
  const others = budgets.systemTotalBytes - budgets.systemFreeBytes;
  // What the reserve lacks itself is filled up first.
  const closedBytes = missingBytes + Math.max(0, budgets.systemReserveBytes - budgets.systemFreeBytes);
  if (missingBytes <= 0 || closedBytes > others / 2) return null;
  const closed = planFor(situation, {}, withFree(budgets, missingBytes));
  if (!fitsBudgets(closed.memory)) return null;
  return {
    pain: pain.closePrograms + (pain.closedGigabyte * closedBytes) / 1e9,
    wayOut: { says: { key: "close-programs", figures: { bytes: closedBytes } }, request: null },
    cache: false,
  };
}

function withFree(budgets: Budgets, moreBytes: number): Budgets {
  return {
    ...budgets,
    systemBytes: budgets.systemBytes + moreBytes,
    systemFreeBytes: budgets.systemFreeBytes + moreBytes,
  };
}

function cpuMissing({ memory }: PlannedNeed, share = 1): number {
  const { needBytes, budgetBytes } = systemMemory(memory);
  return Math.ceil(needBytes / share - budgetBytes);
}

/** All that the machine has for a plan: what shares the system's memory adds nothing to it. */
function roomBytes(budgets: Budgets, { memory }: PlannedNeed): number {
  const cards = memory.devices.reduce(
    (sum, device, i) => sum + (i > 0 && budgets.gpus[i - 1]?.shared !== true ? device.budgetBytes : 0),
    0,
  );
  return budgets.systemBytes + cards;
}

/**
 * What would make a plan fit that does not, each of them planned before it is offered: the split left to the plan, a smaller cache,
 * fewer other programs. `smallerCacheFits`: the cache is what gives way, so it is the context that is too big and not the weights.
 */
export function wayToFit(situation: Situation, now: PlannedNeed): { wayOut: WayOut | null; smallerCacheFits: boolean } {
  const leastFreedBytes = totalNeedBytes(now.memory) - roomBytes(situation.budgets, now);
  const { weights, budgets } = situation;
  // No cache is small enough where the weights alone are too much.
  const cache = outweighs(weights, budgets)
    ? null
    : smallerCache(situation, now, (tried) => fitsBudgets(tried.memory), { leastFreedBytes });
  const split = freeSplit(situation, now) ?? smallerReserve(situation, cpuMissing(now));
  // A context that is too long is shortened first; a conversation is cut to the bone only where nothing else helps.
  const bearable = cache !== null && cache.pain <= bearablePain;
  const way = split ?? (bearable ? cache : leastPainful([cache, closePrograms(situation, cpuMissing(now))]));
  return { wayOut: way?.wayOut ?? null, smallerCacheFits: way?.cache === true };
}

/** What would make a plan that fits a comfortable one, or bring it onto the GPU whole. */
export function wayToBetter(situation: Situation, now: PlannedNeed, verdict: Verdict): WayOut | null {
  if (verdict === "tight") {
    const cache = smallerCache(situation, now, (tried) => cpuMissing(tried, comfortableShare) <= 0);
    return leastPainful([cache, closePrograms(situation, cpuMissing(now, comfortableShare))])?.wayOut ?? null;
  }
  const { blockCount } = situation.facts;
  if (!isPartlyOnGpu(now.plan, blockCount) || situation.request.gpuLayers !== undefined) return null;
  const cache = smallerCache(situation, now, (tried) => fitsBudgets(tried.memory), {
    fixed: { gpuLayers: allLayers(blockCount) },
    thenOnGpu: true,
  });
  // It runs as it is: only what costs little is worth the speed.
  return cache && cache.pain <= pain.halvedShortContext + pain.compactCache ? cache.wayOut : null;
}
