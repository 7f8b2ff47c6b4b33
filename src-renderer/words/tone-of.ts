import type { Standing } from "../../src-shared/contract/index.ts";
import { type Judged, standingOf } from "../../src-shared/figures/index.ts";
import type { Tone } from "../ui/tone.ts";

export const standingTones: Readonly<Record<Standing, Tone>> = {
  "runs-well": "good",
  "reading-speed": "neutral",
  "partly-on-gpu": "neutral",
  "runs-slowly": "tight",
  tight: "tight",
  "loses-much": "tight",
  "shorten-context": "bad",
  "does-not-fit": "bad",
};

/**
 * The tone of a fit, the same wherever it stands. Green: recommended, or simply fine. Amber: one would regret it. Red: it cannot. A
 * recommendation that one would regret stays amber: it is the best that fits, and not a good one.
 */
export function toneOf(fit: Judged, recommended: boolean): Tone {
  const tone = standingTones[standingOf(fit)];
  return recommended && tone === "neutral" ? "good" : tone;
}
