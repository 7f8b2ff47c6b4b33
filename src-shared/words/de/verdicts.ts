import type { QualityBand, Standing } from "../../contract/index.ts";

export const verdicts: Readonly<Record<Standing, string>> = {
  "runs-well": "läuft gut",
  "runs-slowly": "läuft langsam",
  tight: "knapp",
  "shorten-context": "Kontext zu lang",
  "partly-on-gpu": "teils auf GPU",
  "does-not-fit": "passt nicht",
  "reading-speed": "etwa Lesetempo",
  "loses-much": "verliert zu viel",
};

/** How much of the full model a variant keeps. */
export const bands: Readonly<Record<QualityBand, string>> = {
  full: "das Original",
  "near-lossless": "fast verlustfrei",
  "very-good": "sehr gut",
  good: "gut",
  fair: "mäßig",
  poor: "schlecht",
  broken: "unbrauchbar",
  unknown: "nicht gemessen",
};
