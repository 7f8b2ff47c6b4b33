import { type MemoryNeed, type Quality, type Speed, type Verdict, variantKey } from "../contract/fit.ts";
import { expectedLoss, isBelowThreeBits } from "./quality.ts";
import { typicalSpeed } from "./speed.ts";
import { fullestDevice } from "./verdict.ts";

/**
 * What a doubling of speed is worth against divergence from the full model, near reading speed: Q4_K_M over Q5_K_M on a slow
 * computer, never Q3 over Q4.
 */
const lossWeight = 8;
/** Speed beyond these is worth half, and then next to nothing. */
const comfortableSpeed = 15;
const plentySpeed = 40;
/** Filling a device beyond this share of its budget costs: the next program, or a longer context, has to go somewhere. */
const roomyShare = 0.75;
/** The loss that is assumed for a label that nobody measured. */
const unknownLoss = 0.1;

function speedValue(tokensPerSecond: number): number {
  const plain = Math.log2(Math.min(tokensPerSecond, comfortableSpeed));
  const half = Math.max(0, Math.log2(Math.min(tokensPerSecond, plentySpeed) / comfortableSpeed)) / 2;
  const rest = Math.max(0, Math.log2(tokensPerSecond / plentySpeed)) / 20;
  return plain + half + rest;
}

function crowding(memory: MemoryNeed | null): number {
  if (!memory) return 0;
  const fullest = fullestDevice(memory);
  return Math.max(0, fullest.needBytes / Math.max(1, fullest.budgetBytes) - roomyShare);
}

/** What ranking needs of a variant; a whole fit has it, and so have bare figures. */
export interface Rankable {
  label: string;
  modifiers: readonly string[];
  sizeBytes: number;
  verdict: Verdict | null;
  memory: MemoryNeed | null;
  speed: Speed | null;
  quality: Quality;
  failedBefore: string | null;
}

export interface Ranked<T> {
  recommended: T | null;
  better: T | null;
  smaller: T | null;
}

export interface RankInput<T> {
  /** Variants whose plan fits its budgets. */
  fitting: readonly T[];
  parameters: number;
  importanceMatrix: boolean;
  smallModel: boolean;
}

interface Candidate<T> {
  variant: T;
  loss: number;
  tier: number;
  value: number;
}

/** Which verdicts come first, before quality and speed are weighed. Only what fits is ever recommended. */
function tierOf({ quality, label, verdict }: Rankable, tokensPerSecond: number, smallModel: boolean): number {
  const broken = quality.band === "broken" || (smallModel && isBelowThreeBits(label));
  const comfort =
    verdict === "runs-well"
      ? 0
      : verdict === "partly-on-gpu" && tokensPerSecond >= comfortableSpeed
        ? 0
        : verdict === "tight"
          ? 2
          : 1;
  // What answers poorly is no better for answering fast.
  const poor = quality.band === "poor" && comfort === 0 ? 1 : 0;
  return comfort + poor + (broken ? 10 : 0);
}

function keyOf(variant: Rankable): string {
  return variantKey(variant.modifiers, variant.label);
}

/** Whether `a` is to be preferred to `b`, of one tier. */
function beats(a: Candidate<Rankable>, b: Candidate<Rankable>): boolean {
  const difference = a.value - b.value;
  // Of two alike, the smaller; of two of one size, the first by name, so that the answer never depends on the order.
  if (Math.abs(difference) > 1e-9) return difference > 0;
  if (a.variant.sizeBytes !== b.variant.sizeBytes) return a.variant.sizeBytes < b.variant.sizeBytes;
  return keyOf(a.variant) < keyOf(b.variant);
}

/** The variant to take, and its neighbours on both sides; none that failed here with this plan before. */
export function rank<T extends Rankable>({
  fitting,
  parameters,
  importanceMatrix,
  smallModel,
}: RankInput<T>): Ranked<T> {
  const candidates = fitting
    .filter((variant) => variant.failedBefore === null)
    .map((variant): Candidate<T> => {
      const loss = expectedLoss(variant.label, parameters, importanceMatrix) ?? unknownLoss;
      const speed = variant.speed ? typicalSpeed(variant.speed) : 0;
      const value = speedValue(speed || 0.1) - lossWeight * loss - crowding(variant.memory);
      return { variant, loss, value, tier: tierOf(variant, speed, smallModel) };
    });
  if (candidates.length === 0) return { recommended: null, better: null, smaller: null };
  // The unquantised model costs twice the memory for what nobody can tell apart.
  const nearLossless = candidates.some(({ variant }) => variant.quality.band === "near-lossless");
  const sensible = nearLossless ? candidates.filter(({ variant }) => variant.quality.band !== "full") : candidates;
  const recommended = sensible.reduce((top, candidate) =>
    candidate.tier < top.tier || (candidate.tier === top.tier && beats(candidate, top)) ? candidate : top,
  );
  const ascending = [...candidates].sort((a, b) => a.variant.sizeBytes - b.variant.sizeBytes);
  const { sizeBytes } = recommended.variant;
  const better = ascending.find(({ variant, loss }) => variant.sizeBytes > sizeBytes && loss < recommended.loss);
  const smaller = ascending.findLast(({ variant }) => variant.sizeBytes < sizeBytes);
  return { recommended: recommended.variant, better: better?.variant ?? null, smaller: smaller?.variant ?? null };
}
