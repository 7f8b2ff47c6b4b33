import {
  type Capability,
  type CapabilityBand,
  type ModelJob,
  capabilityBands,
} from "../../../src-shared/contract/index.ts";
import { columnFor } from "./arena-columns.ts";
import type { Measured } from "./measured.ts";

/** What a variant loses against the full model, which is what was measured. */
export interface VariantLoss {
  /** Expected divergence from the full model; null where it is not known. */
  divergence: number | null;
  /** By its label. */
  bits: "four-and-more" | "three" | "fewer";
}

/** No variant: the model as it was published. */
export const fullModel: VariantLoss = { divergence: 0, bits: "four-and-more" };

/** Least Arena rating of each band, the highest first. */
const leastRatings: readonly (readonly [least: number, band: CapabilityBand])[] = [
  [1400, "very-strong"],
  [1325, "strong"],
  [1250, "solid"],
  [1150, "simple"],
];

/**
 * Arena rating = 1510 - 350 ln(EuroEval's English rank score): fitted over the 16 models that have both, with a residual
 * standard deviation of 31. Outside of these scores it says nothing.
 */
const fitted = { atOne: 1510, slope: 350, residual: 31, least: 1.2, most: 3.7 } as const;

/** EuroEval's scores in a language against those in English: medians over the models that have both. */
const languageLevels: Readonly<Record<string, number>> = { de: 1.21, fr: 1.05, european: 1.27 };

/** EuroEval tests language: of code and reasoning it says little, so that a model counts for half a band less there. */
const besideLanguage: ReadonlySet<ModelJob> = new Set(["code", "reasoning"]);
const halfBandPoints = 38;
/** Where it matters what language it is said in. */
export const spokenJobs: ReadonlySet<ModelJob> = new Set(["chat", "languages", "long-documents", "small"]);

/** How far EuroEval's ratings may be off: the residual of the fit. */
export const euroevalMargin = fitted.residual;

/**
 * Points that a variant of three bits loses for each unit of divergence: more than half a band for Q3_K_M of an 8B. From
 * four bits up votes would hardly show the difference.
 */
const pointsPerDivergence = 500;
/** Where a variant's divergence is not known. */
const assumedDivergence = 0.15;

/** Where in its band a rating is taken to be that is known by the band alone. */
export const middles: Readonly<Record<CapabilityBand, number>> = {
  basic: 1110,
  simple: 1200,
  solid: 1287,
  strong: 1362,
  "very-strong": 1425,
};

export function bandOf(rating: number): CapabilityBand {
  return leastRatings.find(([least]) => rating >= least)?.[1] ?? "basic";
}

interface Basis {
  /** Of the full model over all jobs, on the Arena's scale. */
  overall: number;
  /** The low end of its interval. */
  low: number;
  basis: Capability["basis"];
  rating: Capability["rating"];
  source: { url: string; asOf: string | null };
}

/**
 * How capable a variant is at a job. The band is that of the full model over all jobs, less what the variant loses; the
 * rating is the job's own. `language`: "de", for the job "languages".
 */
export function capabilityOf(
  measured: Measured,
  job: ModelJob | null,
  language: string | null,
  variant: VariantLoss,
): Capability {
  const basis = basisOf(measured, job, language);
  if (basis === null) {
    return { band: null, basis: "none", rating: null, asOf: null, url: null, loweredByVariant: false };
  }
  const { overall, low, source, rating } = basis;
  const said = { basis: basis.basis, asOf: source.asOf, url: source.url };
  // Nobody voted on what so few bits leave of it.
  if (variant.bits === "fewer") return { ...said, band: null, rating: null, loweredByVariant: true };
  const full = bandOf(overall);
  // What its interval may give away, a lost band must not be won back by.
  const band = bandOf((variant.bits === "three" ? low : overall) - lostPoints(variant));
  return { ...said, band, rating, loweredByVariant: band !== full };
}

/** What a variant takes off the full model's rating; nothing from four bits up. */
export function lostPoints({ bits, divergence }: VariantLoss): number {
  return bits === "three" ? pointsPerDivergence * (divergence ?? assumedDivergence) : 0;
}

function basisOf(measured: Measured, job: ModelJob | null, language: string | null): Basis | null {
  const { arena, placed } = measured;
  const overall = arena?.columns.get("overall");
  if (arena && overall) {
    const { value, low, high } = (job === null ? null : columnFor(arena, job, language)?.rating) ?? overall;
    return { overall: overall.value, low: overall.low, basis: "arena", rating: { value, low, high }, source: arena };
  }
  const estimated = estimatedRating(measured, job, language);
  const placedForJob = job !== null && placed?.jobs.includes(job) === true;
  if (measured.euroeval && estimated !== null && !placedForJob) {
    return { overall: estimated, low: estimated, basis: "euroeval", rating: null, source: measured.euroeval };
  }
  if (placed === null) return null;
  const middle = middles[placed.band];
  return { overall: middle, low: middle, basis: "placed", rating: null, source: { url: placed.url, asOf: null } };
}

/**
 * From EuroEval's English rank score, less what the model is weaker in the reader's language where that matters; null without one, and
 * beyond the scores that the fit holds for.
 */
export function estimatedRating({ euroeval }: Measured, job: ModelJob | null, language: string | null): number | null {
  const score = euroeval?.scores.get("en");
  if (euroeval === null || score === undefined || score < fitted.least || score > fitted.most) return null;
  const inEnglish = fitted.atOne - fitted.slope * Math.log(score);
  if (job === null) return inEnglish;
  if (besideLanguage.has(job)) return inEnglish - halfBandPoints;
  return spokenJobs.has(job) ? inEnglish - behindInLanguage(euroeval.scores, score, job, language) : inEnglish;
}

/** Points that a model is weaker in a language, or over all of them, than its English lets one expect. */
function behindInLanguage(
  scores: ReadonlyMap<string, number>,
  english: number,
  job: ModelJob,
  language: string | null,
): number {
  if (language === "en" || (language === null && job !== "languages")) return 0;
  const name = language !== null && scores.has(language) ? language : "european";
  const score = scores.get(name);
  return score === undefined ? 0 : fitted.slope * Math.log(score / english / (languageLevels[name] ?? 1));
}

/** How far a band is above another: -1 for none. */
export function rankOf(band: CapabilityBand | null): number {
  return band === null ? -1 : capabilityBands.indexOf(band);
}
