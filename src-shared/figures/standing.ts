import type { QualityBand, Standing, Verdict } from "../contract/index.ts";
import { isAboutReadingPace, paceOf } from "./pace.ts";

/** A fit, in a list or in a ladder, or a step of the frontier. */
export interface Judged {
  verdict: Verdict;
  speed?: { tokensPerSecond: readonly [number, number] } | null;
  tokensPerSecond?: readonly [number, number] | null;
  quality?: { band: QualityBand };
  band?: QualityBand;
}

/** How a fit stands for a person who chooses: its verdict, unless its quality or its speed says something else. */
export function standingOf(fit: Judged): Standing {
  const { verdict } = fit;
  if (verdict === "does-not-fit" || verdict === "shorten-context" || verdict === "tight") return verdict;
  const band = fit.quality?.band ?? fit.band;
  if (band === "poor" || band === "broken") return "loses-much";
  const range = fit.speed?.tokensPerSecond ?? fit.tokensPerSecond ?? null;
  if (range === null) return verdict;
  if (paceOf(range) === "slower") return "runs-slowly";
  return isAboutReadingPace(range) ? "reading-speed" : verdict;
}
