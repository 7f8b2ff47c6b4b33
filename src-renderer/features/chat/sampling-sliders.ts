import type { Sampling } from "../../../src-shared/contract/index.ts";

/** Those that are one number on a scale. */
export type SliderKey = Exclude<keyof Sampling, "tokenBias" | "stops" | "seed" | "maxTokens">;

interface SliderScale {
  max: number;
  min: number;
  step: number;
  /** The value at which it does nothing. */
  off?: number;
  /** Read as a count of these. */
  countedIn?: "words" | "tokens";
}

/** What people move them in; more can be asked for by a model's file or an import, and is shown then. */
export const sliderScales: Record<SliderKey, SliderScale> = {
  temperature: { min: 0, max: 2, step: 0.05 },
  topP: { min: 0, max: 1, step: 0.01, off: 1 },
  topK: { min: 0, max: 200, step: 1, off: 0, countedIn: "words" },
  minP: { min: 0, max: 0.5, step: 0.01, off: 0 },
  xtcProbability: { min: 0, max: 1, step: 0.05, off: 0 },
  xtcThreshold: { min: 0.01, max: 0.5, step: 0.01 },
  repeatPenalty: { min: 0.9, max: 2, step: 0.01, off: 1 },
  presencePenalty: { min: -2, max: 2, step: 0.1, off: 0 },
  frequencyPenalty: { min: -2, max: 2, step: 0.1, off: 0 },
  repeatTokens: { min: 16, max: 1024, step: 16, countedIn: "tokens" },
  dryStrength: { min: 0, max: 2, step: 0.1, off: 0 },
  dryBase: { min: 1, max: 3, step: 0.05 },
  dryAllowedTokens: { min: 1, max: 20, step: 1, countedIn: "tokens" },
};

/** In the order in which they are shown under "More"; those that only matter with another come after it. */
export const moreSliders: readonly { key: SliderKey; with?: readonly SliderKey[] }[] = [
  { key: "topP" },
  { key: "topK" },
  { key: "minP" },
  { key: "repeatPenalty" },
  { key: "presencePenalty" },
  { key: "frequencyPenalty" },
  { key: "repeatTokens", with: ["repeatPenalty", "presencePenalty", "frequencyPenalty"] },
  { key: "dryStrength" },
  { key: "dryBase", with: ["dryStrength"] },
  { key: "dryAllowedTokens", with: ["dryStrength"] },
  { key: "xtcProbability" },
  { key: "xtcThreshold", with: ["xtcProbability"] },
];

/** Shown where one of those it belongs to is on, or it was changed itself. */
export function isShown(
  { key, with: others }: (typeof moreSliders)[number],
  sampling: Sampling,
  base: Sampling,
): boolean {
  return (
    others === undefined ||
    sampling[key] !== base[key] ||
    others.some((other) => sampling[other] !== sliderScales[other].off)
  );
}
