import type { Quality, Verdict } from "../../src-shared/contract/index.ts";
import type { Tone } from "../ui/tone.ts";

export const verdictTones: Record<Verdict, Tone> = {
  "runs-well": "good",
  "runs-slowly": "tight",
  tight: "tight",
  "shorten-context": "bad",
  "partly-on-gpu": "tight",
  "does-not-fit": "bad",
};

export const qualityWords: Record<Quality["band"], string> = {
  full: "the original",
  "near-lossless": "near lossless",
  "very-good": "very good",
  good: "good",
  fair: "fair",
  poor: "poor",
  broken: "broken",
  unknown: "not measured",
};

export const qualityTones: Record<Quality["band"], Tone> = {
  full: "neutral",
  "near-lossless": "neutral",
  "very-good": "neutral",
  good: "neutral",
  fair: "tight",
  poor: "tight",
  broken: "bad",
  unknown: "neutral",
};
