import type { Plan } from "../../../src-shared/contract/index.ts";
import { median } from "./median.ts";
import type { Baseline, PastLoad, Place } from "./past-load.ts";

/** Measured speed as a multiple of what tables and bandwidth say: the low and the high end of what came. */
export interface SpeedFactors {
  decodeBounds: readonly [number, number];
  promptBounds: readonly [number, number];
}

/** How many of the latest answers count. */
const recentSpeeds = 20;
/** Loads of one plan on a quiet machine differ by so much. */
const steadiness = 0.1;
/** A thread too many makes decoding hundreds of times slower; beyond these bounds a figure is nonsense. */
const factorBounds = [0.001, 50] as const;
/** Fewer tokens than these are mostly start-up and the clock's grain. */
const minDecodedTokens = 8;
const minPromptTokens = 32;
/** Up to the first a fixed cost per token decides, from the second on memory alone does. Bytes that a token reads. */
const sizeClasses = [0.6e9, 3e9] as const;

/** By variant and place, and by size class and place. */
export type LearnedSpeeds = ReadonlyMap<string, SpeedFactors>;

/** The correction for a plan: of this very variant where it was measured, else of its like. Null: nothing is known. */
export function findSpeed(
  speeds: LearnedSpeeds,
  identity: string,
  place: Place,
  activeBytes: () => number,
): SpeedFactors | null {
  if (speeds.size === 0) return null;
  return speeds.get(variantKeyOf(identity, place)) ?? speeds.get(classKeyOf(activeBytes(), place)) ?? null;
}

const variantKeyOf = (identity: string, place: Place): string => `${place} ${identity}`;
const classKeyOf = (activeBytes: number, place: Place): string =>
  `${place} ${sizeClasses.filter((limit) => activeBytes >= limit).length}`;

/** Measured over predicted, from loads the latest first. */
export function learnSpeeds(loads: readonly PastLoad[]): LearnedSpeeds {
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
