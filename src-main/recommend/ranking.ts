import { type MemoryNeed, type VariantFit, variantKey } from "../contract/fit.ts";
import { expectedLoss, isBelowThreeBits } from "./quality.ts";
import { typicalSpeed } from "./speed.ts";
import { fullestDevice } from "./verdict.ts";
import type { JudgedVariant } from "./fit-variant.ts";

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

export interface Ranked {
  recommended: VariantFit | null;
  better: VariantFit | null;
  smaller: VariantFit | null;
}

export interface RankInput {
  judged: readonly JudgedVariant[];
  parameters: number;
  importanceMatrix: boolean;
  smallModel: boolean;
}

/** Which verdicts come first, before quality and speed are weighed. Only what fits is ever recommended. */
function tierOf(fit: VariantFit, smallModel: boolean): number {
  const broken = fit.quality.band === "broken" || (smallModel && isBelowThreeBits(fit.label));
  const speed = fit.speed ? typicalSpeed(fit.speed) : 0;
  const comfort =
    fit.verdict === "runs-well"
      ? 0
      : fit.verdict === "partly-on-gpu" && speed >= comfortableSpeed
        ? 0
        : fit.verdict === "tight"
          ? 2
          : 1;
  return comfort + (broken ? 10 : 0);
}

function keyOf(fit: VariantFit): string {
  return variantKey(fit.modifiers, fit.label);
}

/** The variant to take, and its neighbours on both sides; none that failed here with this plan before. */
export function rank({ judged, parameters, importanceMatrix, smallModel }: RankInput): Ranked {
  const candidates = judged.filter(({ fits, fit }) => fits && fit.failedBefore === null).map((entry) => entry.fit);
  if (candidates.length === 0) return { recommended: null, better: null, smaller: null };
  const lossOf = (fit: VariantFit): number => expectedLoss(fit.label, parameters, importanceMatrix) ?? unknownLoss;
  const value = (fit: VariantFit): number =>
    speedValue(fit.speed ? typicalSpeed(fit.speed) : 0.1) - lossWeight * lossOf(fit) - crowding(fit.memory);
  // The unquantised model costs twice the memory for what nobody can tell apart.
  const nearLossless = candidates.some((fit) => fit.quality.band === "near-lossless");
  const sensible = nearLossless ? candidates.filter((fit) => fit.quality.band !== "full") : candidates;
  const best = Math.min(...sensible.map((fit) => tierOf(fit, smallModel)));
  const recommended = sensible
    .filter((fit) => tierOf(fit, smallModel) === best)
    .reduce((top, fit) => {
      const difference = value(fit) - value(top);
      // Of two alike, the smaller; of two of one size, the first by name, so that the answer never depends on the order.
      if (Math.abs(difference) > 1e-9) return difference > 0 ? fit : top;
      if (fit.sizeBytes !== top.sizeBytes) return fit.sizeBytes < top.sizeBytes ? fit : top;
      return keyOf(fit) < keyOf(top) ? fit : top;
    });
  const ascending = [...candidates].sort((a, b) => a.sizeBytes - b.sizeBytes);
  const better =
    ascending.find((fit) => fit.sizeBytes > recommended.sizeBytes && lossOf(fit) < lossOf(recommended)) ?? null;
  const smaller =
    ascending.filter((fit) => fit.sizeBytes < recommended.sizeBytes && keyOf(fit) !== keyOf(recommended)).at(-1) ??
    null;
  return { recommended, better, smaller };
}
