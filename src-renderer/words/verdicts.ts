import type { QualityBand } from "../../src-shared/contract/index.ts";
import type { Tone } from "../ui/tone.ts";

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
