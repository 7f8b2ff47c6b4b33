/** How much of the full model a variant keeps, the most first. */
export const qualityBands = [
  "full",
  "near-lossless",
  "very-good",
  "good",
  "fair",
  "poor",
  "broken",
  "unknown",
] as const;
export type QualityBand = (typeof qualityBands)[number];

/** Upper bounds of a band, by mean divergence from the full model. */
const bounds: readonly (readonly [limit: number, band: QualityBand])[] = [
  [0.01, "near-lossless"],
  [0.025, "very-good"],
  [0.06, "good"],
  [0.15, "fair"],
  [0.6, "poor"],
];

/** The band of a mean divergence, in nats. */
export const bandOfDivergence = (mean: number): QualityBand => bounds.find(([limit]) => mean < limit)?.[1] ?? "broken";
