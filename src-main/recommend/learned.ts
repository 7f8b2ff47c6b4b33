import type { FitAccuracy, MemoryNeed, Plan } from "../contract/fit.ts";
import type { RepositoryVariant } from "../contract/catalog.ts";
import type { ErrorCode, ErrorDto } from "../contract/errors.ts";
import { formatBytes, formatContext } from "../core/units.ts";
import { allLayers } from "./layer-split.ts";

/** Where a plan's layers run; what one of them teaches says little about the others. */
export type Place = "cpu" | "gpu" | "split";

interface Memory {
  anonymousBytes: number | null;
  gpuBytes: number | null;
}

/** A prediction from tables and bandwidth alone; speeds are the middle of their range. */
export interface Baseline {
  place: Place;
  anonymousBytes: number;
  /** Weights that one token reads. */
  activeBytes: number;
  /** With nothing in the context, and with the context full. */
  emptyTokensPerSecond: number;
  fullTokensPerSecond: number;
  promptTokensPerSecond: number;
}

/** A load on this machine with this driver and engine, as far as predictions learn from it. */
export interface PastLoad {
  /** `variantIdentity` of what was loaded. */
  variant: string;
  outcome: "loaded" | "failed";
  plan: Plan;
  /** As it was shown before the load. */
  predicted: { anonymousBytes: number; gpuBytes: number } | null;
  measured: Memory | null;
  /** The same prediction without anything learned. */
  baseline: Baseline | null;
  speeds: readonly {
    /** Other programs took cores meanwhile. */
    disturbed: boolean;
    contextTokens: number;
    tokens: number;
    decodeMs: number;
    promptTokens: number;
    promptMs: number;
  }[];
  failure: ErrorDto | null;
}

/** Measured speed as a multiple of what tables and bandwidth say: the low and the high end of what came. */
export interface SpeedFactors {
  decodeBounds: readonly [number, number];
  promptBounds: readonly [number, number];
}

interface PastFailure {
  plan: Plan;
  predicted: { anonymousBytes: number; gpuBytes: number } | null;
  failure: ErrorDto;
}

/** What the ledger teaches about this machine; made once for many predictions. */
export interface Learned {
  /** By variant and place, and by size class and place. */
  speeds: ReadonlyMap<string, SpeedFactors>;
  /** Anonymous memory of the engine beyond the estimate. */
  overheadBytes: number;
  accuracy: FitAccuracy | null;
  /** By variant, those that no later success has taken back. */
  failures: ReadonlyMap<string, readonly PastFailure[]>;
}

/** How many loads back the figures look: long enough to be steady, short enough to follow a change. */
const recentLoads = 20;
const recentSpeeds = 20;
/** Loads of one plan on a quiet machine differ by so much. */
const steadiness = 0.1;
/** A thread too many makes decoding hundreds of times slower; beyond these bounds a figure is nonsense. */
const factorBounds = [0.001, 50] as const;
const maxOverheadBytes = 1 << 30;
/** Fewer tokens than these are mostly start-up and the clock's grain. */
const minDecodedTokens = 8;
const minPromptTokens = 32;
/** A plan that needs less than this share of one that found no room is worth another try. */
const clearlyLess = 0.95;
/** Below the first a fixed cost per token decides, above the second memory alone does. Bytes that a token reads. */
const sizeClasses = [0.6e9, 3e9] as const;

/** Failures that come of the plan on this machine, and not of the file or the person. */
const planFailures: ReadonlySet<ErrorCode> = new Set([
  "out-of-memory",
  "load-failed",
  "engine-crashed",
  "unsupported-model",
]);

/**
 * The same before a download and after it: the name of a variant and its size to the byte. Two models that share both have the same
 * shapes, and so the same need.
 */
export function variantIdentity(variant: Pick<RepositoryVariant, "modifiers" | "label" | "sizeBytes">): string {
  return [...variant.modifiers, variant.label, variant.sizeBytes].join("-");
}

export function placeOf(plan: Pick<Plan, "gpuLayers" | "cpuExpertLayers">, blockCount: number): Place {
  if (plan.gpuLayers === 0) return "cpu";
  return plan.gpuLayers >= allLayers(blockCount) && plan.cpuExpertLayers === 0 ? "gpu" : "split";
}

/** Medians and lists over the loads of one machine, driver and engine, the latest first. */
export function learnFrom(loads: readonly PastLoad[]): Learned {
  return {
    speeds: speedsOf(loads),
    overheadBytes: overheadOf(loads),
    accuracy: accuracyOf(loads),
    failures: failuresOf(loads),
  };
}

/** The correction for a plan: of this very variant where it was measured, else of its like. Null: nothing is known. */
export function speedFactors(
  learned: Learned | null,
  identity: string,
  place: Place,
  activeBytes: () => number,
): SpeedFactors | null {
  if (learned === null || learned.speeds.size === 0) return null;
  return (
    learned.speeds.get(variantKeyOf(identity, place)) ?? learned.speeds.get(classKeyOf(activeBytes(), place)) ?? null
  );
}

/** Why this plan, or one that needed no more, failed before; null when none did. */
export function failedBefore(learned: Learned | null, identity: string, plan: Plan, memory: MemoryNeed): string | null {
  const failures = learned?.failures.get(identity);
  if (failures === undefined) return null;
  const need = { anonymousBytes: memory.anonymousBytes, gpuBytes: gpuBytesOf(memory) };
  const found = failures.find((past) => repeats(past, plan, need));
  return found === undefined ? null : failureWords(found, plan);
}

/** What a plan takes on GPUs, in bytes. */
export function gpuBytesOf(memory: MemoryNeed): number {
  return memory.devices.reduce((sum, device) => sum + (device.kind === "gpu" ? device.needBytes : 0), 0);
}

const variantKeyOf = (identity: string, place: Place): string => `${place} ${identity}`;
const classKeyOf = (activeBytes: number, place: Place): string =>
  `${place} ${sizeClasses.filter((limit) => activeBytes >= limit).length}`;

function speedsOf(loads: readonly PastLoad[]): Map<string, SpeedFactors> {
  const decode = new Ratios();
  const prompt = new Ratios();
  for (const { variant, plan, baseline, speeds } of loads) {
    if (baseline === null) continue;
    const own = variantKeyOf(variant, baseline.place);
    const like = classKeyOf(baseline.activeBytes, baseline.place);
    for (const speed of speeds) {
      // What other programs cost one model says nothing about the next.
      for (const key of speed.disturbed ? [own] : [own, like]) {
        decode.add(key, decodeRatio(plan, baseline, speed), speed.disturbed);
        prompt.add(key, promptRatio(baseline, speed), speed.disturbed);
      }
    }
  }
  const factors = new Map<string, SpeedFactors>();
  for (const key of decode.keys()) {
    const decodeBounds = boundsOf(decode.of(key));
    const promptRatios = prompt.of(key);
    // Where no prompt was long enough to time, the same processor is as much faster or slower at it.
    factors.set(key, { decodeBounds, promptBounds: promptRatios.length > 0 ? boundsOf(promptRatios) : decodeBounds });
  }
  return factors;
}

/** Measured over predicted, by key. Loads come the latest first, so what is over the limit is the oldest. */
class Ratios {
  readonly #quiet = new Map<string, number[]>();
  readonly #disturbed = new Map<string, number[]>();

  add(key: string, ratio: number, disturbed: boolean): void {
    if (!Number.isFinite(ratio) || ratio <= 0) return;
    const ratios = disturbed ? this.#disturbed : this.#quiet;
    const known = ratios.get(key) ?? [];
    if (known.length < recentSpeeds) known.push(ratio);
    ratios.set(key, known);
  }

  keys(): Iterable<string> {
    return new Set([...this.#quiet.keys(), ...this.#disturbed.keys()]);
  }

  /** What came beside other programs says little about the machine, and more than nothing. */
  of(key: string): readonly number[] {
    return this.#quiet.get(key) ?? this.#disturbed.get(key) ?? [];
  }
}

/** The middle half of what was measured, and never narrower than two loads of the same plan differ. */
function boundsOf(ratios: readonly number[]): readonly [number, number] {
  const sorted = ratios.map(clampFactor).sort((a, b) => a - b);
  const middle = median(sorted);
  const low = sorted[Math.floor((sorted.length - 1) * 0.25)] ?? middle;
  const high = sorted[Math.ceil((sorted.length - 1) * 0.75)] ?? middle;
  return [Math.min(low, middle * (1 - steadiness)), Math.max(high, middle * (1 + steadiness))];
}

type Sample = PastLoad["speeds"][number];

/** At the sample's own depth, since the context in use is read for every token: the time grows evenly from empty to full. */
function decodeRatio(plan: Plan, baseline: Baseline, { contextTokens, tokens, decodeMs }: Sample): number {
  if (tokens < minDecodedTokens || decodeMs <= 0) return NaN;
  const depth = Math.min(1, contextTokens / plan.contextTokens);
  const seconds = (1 - depth) / baseline.emptyTokensPerSecond + depth / baseline.fullTokensPerSecond;
  return ((tokens * 1000) / decodeMs) * seconds;
}

function promptRatio(baseline: Baseline, { promptTokens, promptMs }: Sample): number {
  if (promptTokens < minPromptTokens || promptMs <= 0) return NaN;
  return (promptTokens * 1000) / promptMs / baseline.promptTokensPerSecond;
}

function clampFactor(factor: number): number {
  return Math.min(factorBounds[1], Math.max(factorBounds[0], factor));
}

function successes(loads: readonly PastLoad[]): PastLoad[] {
  return loads.filter((load) => load.outcome === "loaded");
}

/** Only ever added: a prediction above the truth costs a little room, one below it costs the load. */
function overheadOf(loads: readonly PastLoad[]): number {
  const beyond = successes(loads)
    .flatMap(({ measured, baseline }) =>
      measured?.anonymousBytes == null || baseline === null ? [] : [measured.anonymousBytes - baseline.anonymousBytes],
    )
    .slice(0, recentLoads);
  return beyond.length === 0 ? 0 : Math.round(Math.min(maxOverheadBytes, Math.max(0, median(beyond))));
}

/** By the nearest rank: of fewer than ten loads the worst one counts. */
function accuracyOf(loads: readonly PastLoad[]): FitAccuracy | null {
  const shares = successes(loads)
    .flatMap(({ predicted, measured }) => {
      if (predicted === null || measured?.anonymousBytes == null) return [];
      const said = predicted.anonymousBytes + predicted.gpuBytes;
      const came = measured.anonymousBytes + (measured.gpuBytes ?? 0);
      return said > 0 && (measured.gpuBytes !== null || predicted.gpuBytes === 0) ? [Math.abs(came / said - 1)] : [];
    })
    .slice(0, recentLoads)
    .sort((a, b) => a - b);
  const withinShare = shares[Math.ceil(shares.length * 0.9) - 1];
  return withinShare === undefined ? null : { loads: shares.length, withinShare };
}

function failuresOf(loads: readonly PastLoad[]): Map<string, PastFailure[]> {
  const standing = new Map<string, PastFailure[]>();
  // From the oldest on, so that a success takes back what came before it.
  for (const { variant, outcome, plan, predicted, failure } of [...loads].reverse()) {
    const known = standing.get(variant) ?? [];
    if (outcome === "failed" && failure !== null && planFailures.has(failure.code)) {
      standing.set(variant, [{ plan, predicted, failure }, ...known]);
    } else if (outcome === "loaded") {
      standing.set(
        variant,
        known.filter((past) => !repeats(past, plan, predicted)),
      );
    }
  }
  return standing;
}

/** Whether a plan is the one that failed, or, where memory ran out, one that does not need clearly less. */
function repeats(past: PastFailure, plan: Plan, need: PastFailure["predicted"]): boolean {
  if (isSamePlan(past.plan, plan)) return true;
  if (past.failure.code !== "out-of-memory" || past.predicted === null || need === null) return false;
  return (
    need.anonymousBytes >= past.predicted.anonymousBytes * clearlyLess &&
    need.gpuBytes >= past.predicted.gpuBytes * clearlyLess
  );
}

/** Alike in everything that memory depends on. */
function isSamePlan(a: Plan, b: Plan): boolean {
  return (
    a.contextTokens === b.contextTokens &&
    a.kvType === b.kvType &&
    a.gpuLayers === b.gpuLayers &&
    a.backend === b.backend &&
    a.flashAttention === b.flashAttention &&
    a.mmap === b.mmap &&
    a.batchTokens === b.batchTokens &&
    a.sequences === b.sequences &&
    a.cpuExpertLayers === b.cpuExpertLayers &&
    a.repack === b.repack
  );
}

/** "This failed here before: There was no room for …" */
function failureWords(past: PastFailure, plan: Plan): string {
  if (isSamePlan(past.plan, plan)) return `This failed here before. ${past.failure.message}`;
  const bytes = (past.predicted?.anonymousBytes ?? 0) + (past.predicted?.gpuBytes ?? 0);
  return `A plan that needed no more (${formatContext(past.plan.contextTokens)} context, ${formatBytes(bytes)}) failed here before. ${past.failure.message}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
