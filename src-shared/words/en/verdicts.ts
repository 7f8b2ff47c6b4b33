import type { QualityBand, Standing } from "../../contract/index.ts";

export const verdicts: Readonly<Record<Standing, string>> = {
  "runs-well": "runs well",
  "runs-slowly": "runs slowly",
  tight: "tight",
  "shorten-context": "context too long",
  "partly-on-gpu": "partly on GPU",
  "does-not-fit": "does not fit",
  "reading-speed": "about reading speed",
  "loses-much": "loses too much",
};

/** How much of the full model a variant keeps. */
export const bands: Readonly<Record<QualityBand, string>> = {
  full: "the original",
  "near-lossless": "near lossless",
  "very-good": "very good",
  good: "good",
  fair: "fair",
  poor: "poor",
  broken: "broken",
  unknown: "not measured",
};
