import type { QualityBand, Verdict } from "../../src-shared/contract/index.ts";
import type { Tone } from "../ui/tone.ts";

export const verdictTones: Record<Verdict, Tone> = {
  "runs-well": "good",
  "runs-slowly": "tight",
  tight: "tight",
  "shorten-context": "bad",
  "partly-on-gpu": "tight",
  "does-not-fit": "bad",
};

export const qualityTones: Record<QualityBand, Tone> = {
  full: "neutral",
  "near-lossless": "neutral",
  "very-good": "neutral",
  good: "neutral",
  fair: "tight",
  poor: "tight",
  broken: "bad",
  unknown: "neutral",
};
