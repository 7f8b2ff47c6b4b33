import type { MemoryNeed, Quality, Speed, VariantFit, Verdict } from "../../../src-shared/contract/index.ts";
import { readingTokensPerSecond, typicalSpeed } from "../../../src-shared/figures/index.ts";
import { expectedLoss, isBelowThreeBits } from "./quality.ts";
import { systemMemory } from "./verdict.ts";

/**
 * The rule: the best quality that is all in fast memory and writes comfortably faster than people read. Quality is divergence from
 * the full model; a doubling of speed is worth `1 / lossWeight` of it as long as the reader has to wait, and hardly anything beyond:
 * Q4_K_M over Q8_0 on a slow computer, never Q3 over Q4.
 */
const lossWeight = 8;
/** Twice the speed at which people read: a model that is slower by half on a bad day is still ahead of them. */
const comfortableSpeed = 10;
/** What a doubling beyond it is worth against one up to it: shorter waits for long answers. */
const spareSpeedWorth = 0.1;
/** Faster than this makes no difference to anyone. */
const plentySpeed = 40;
/**
 * What a part on the CPU costs beside a GPU, and what its share of the need does: prompts take longer, and the computer's own memory
 * is used up as well.
 */
const splitCost = 0.15;
const besideGpuCost = 0.7;
/** Filling memory that other programs use too beyond this share of the budget costs: the next one has to go somewhere. */
const roomyShare = 0.8;
/** What a worse variant must be better by in all else: a tenth more speed goes unnoticed. */
const noticeable = 0.13;
/** The loss that is assumed for an unmeasured label. */
const unknownLoss = 0.1;

function speedValue(tokensPerSecond: number): number {
  const spare = Math.max(0, Math.log2(Math.min(tokensPerSecond, plentySpeed) / comfortableSpeed));
  // Up to the pace at which people read, speed counts twice: that is the wait that they notice first.
  const wait = Math.max(0, Math.log2(readingTokensPerSecond / tokensPerSecond));
  return Math.log2(Math.min(tokensPerSecond, comfortableSpeed)) + spareSpeedWorth * spare - wait;
}

/** Dedicated GPUs keep a margin, and the rest of their memory has no other use. */
function crowding(memory: MemoryNeed | null): number {
  if (memory === null) return 0;
  const { needBytes, budgetBytes } = systemMemory(memory);
  return Math.max(0, needBytes / Math.max(1, budgetBytes) - roomyShare);
}

/** Of a plan that only a part of goes onto the GPU, what the rest costs. */
function besideGpu({ memory, verdict }: Rankable): number {
  const [cpu, ...gpus] = memory?.devices ?? [];
  if (!cpu || verdict !== "partly-on-gpu") return 0;
  const onGpus = gpus.reduce((sum, device) => sum + device.needBytes, 0);
  return splitCost + (besideGpuCost * cpu.needBytes) / (cpu.needBytes + onGpus);
}

/** What ranking needs of a variant; a whole fit has it, and so have bare figures. */
export interface Rankable {
  key: string;
  label: string;
  modifiers: readonly string[];
  sizeBytes: number;
  verdict: Verdict | null;
  memory: MemoryNeed | null;
  speed: Speed | null;
  quality: Quality;
  failedBefore: VariantFit["failedBefore"];
}

export interface Ranked<T> {
  recommended: T | null;
  better: T | null;
  smaller: T | null;
}

/** What a variant is weighed by. */
export interface RankingTerms {
  parameters: number;
  importanceMatrix: boolean;
  /** In place of the loss that is expected; null: it was not measured here. */
  measuredLoss: number | null;
  smallModel: boolean;
}

export interface Candidate<T> {
  variant: T;
  /** Of the model it is of: a repository may hold several. */
  parameters: number;
  loss: number;
  tier: number;
  value: number;
}

type Named = Pick<Rankable, "key" | "sizeBytes">;

/**
 * What comes first, before quality and speed are weighed: what answers well and leaves room, then what answers poorly, however fast,
 * or only just fits. Slow ones are weighed with the others, since the best of them may miss a pace by a hair.
 */
export function tierOf(
  { quality, label, verdict }: Pick<Rankable, "quality" | "label" | "verdict">,
  smallModel: boolean,
): number {
  const broken = quality.band === "broken" || (smallModel && isBelowThreeBits(label));
  return (verdict === "tight" ? 2 : quality.band === "poor" ? 1 : 0) + (broken ? 10 : 0);
}

/** The quality that a variant loses against the full model, whatever its plan. */
export function lossOf(
  { label }: Pick<Rankable, "label">,
  { parameters, importanceMatrix, measuredLoss }: RankingTerms,
): number {
  return measuredLoss ?? expectedLoss(label, parameters, importanceMatrix) ?? unknownLoss;
}

export function candidateOf<T extends Rankable>(variant: T, terms: RankingTerms): Candidate<T> {
  const loss = lossOf(variant, terms);
  const speed = variant.speed ? typicalSpeed(variant.speed) : 0;
  const cost = crowding(variant.memory) + besideGpu(variant);
  const value = speedValue(speed || 0.1) - lossWeight * loss - cost;
  return { variant, parameters: terms.parameters, loss, value, tier: tierOf(variant, terms.smallModel) };
}

const bestSpeedValue = speedValue(plentySpeed);

/**
 * Whether the candidate comes before `other` whatever that one's plan turns out to be: at the greatest speed, at no cost and in its best
 * tier it would be worth no more, and of two that are about as good the candidate is taken.
 */
export function precedes(candidate: Candidate<Named>, other: { variant: Named; loss: number; tier: number }): boolean {
  const most = bestSpeedValue - lossWeight * other.loss;
  return candidate.tier <= other.tier && candidate.value >= most && beats(candidate, other);
}

type Weighed = Pick<Candidate<Named>, "variant" | "loss">;

/** Whether `a` is to be preferred to `b`, of those that are about as good. */
function beats(a: Weighed, b: Weighed): boolean {
  // Of two alike, the smaller; of two of one size, the first by name, so that the answer never depends on the order.
  if (a.loss !== b.loss) return a.loss < b.loss;
  if (a.variant.sizeBytes !== b.variant.sizeBytes) return a.variant.sizeBytes < b.variant.sizeBytes;
  return a.variant.key < b.variant.key;
}

/** The variant to take, and its neighbours on both sides, of those whose plan fits its budgets and did not fail here before. */
export function rankCandidates<T extends Rankable>(candidates: readonly Candidate<T>[]): Ranked<T> {
  if (candidates.length === 0) return { recommended: null, better: null, smaller: null };
  const largest = largestModel(candidates);
  if (largest.length < candidates.length) return rankCandidates(largest);
  // The unquantised model costs twice the memory for no noticeable difference.
  const nearLossless = candidates.some(({ variant }) => variant.quality.band === "near-lossless");
  const sensible = nearLossless ? candidates.filter(({ variant }) => variant.quality.band !== "full") : candidates;
  const tier = Math.min(...sensible.map((candidate) => candidate.tier));
  const first = sensible.filter((candidate) => candidate.tier === tier);
  const highest = Math.max(...first.map(({ value }) => value));
  const recommended = first
    .filter(({ value }) => value >= highest - noticeable)
    .reduce((top, candidate) => (beats(candidate, top) ? candidate : top));
  const ascending = [...candidates].sort((a, b) => a.variant.sizeBytes - b.variant.sizeBytes);
  const { sizeBytes } = recommended.variant;
  const better = ascending.find(({ variant, loss }) => variant.sizeBytes > sizeBytes && loss < recommended.loss);
  const smaller = ascending.findLast(({ variant }) => variant.sizeBytes < sizeBytes);
  return { recommended: recommended.variant, better: better?.variant ?? null, smaller: smaller?.variant ?? null };
}

/** Each file of a model may give slightly different shares of its parameters. */
const sameModelShare = 0.1;

/** Whether two variants are of models of one size. */
export function areAlike(a: number, b: number): boolean {
  return Math.abs(a - b) <= sameModelShare * Math.max(a, b);
}

/** Of several models in one repository the largest that runs well and is not much the worse for its label; all where none does. */
function largestModel<T extends Rankable>(candidates: readonly Candidate<T>[]): readonly Candidate<T>[] {
  const good = candidates.filter(({ tier, variant }) => tier === 0 && variant.verdict === "runs-well");
  const most = Math.max(...good.map(({ parameters }) => parameters));
  return good.length === 0 ? candidates : candidates.filter(({ parameters }) => areAlike(parameters, most));
}
