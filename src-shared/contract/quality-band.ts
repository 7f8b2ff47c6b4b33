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
