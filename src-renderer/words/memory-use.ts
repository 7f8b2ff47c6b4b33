import type { VariantFit } from "../../src-shared/contract/index.ts";
import { mustBeFreeBytes } from "../../src-shared/figures/index.ts";
import type { WindowWords } from "../../src-shared/words/index.ts";

/** Differences too small to act on. */
const negligibleShare = 0.005;

/** "uses 500 MB (3 % over the forecast)", "uses 500 MB (as forecast)"; "needs 486 MB" before it is measured. */
export function memoryUseWords(
  { memoryUse }: WindowWords,
  forecastBytes: number | null,
  measuredBytes: number | null,
): string | null {
  if (measuredBytes === null) return forecastBytes === null ? null : memoryUse.needs(forecastBytes);
  if (forecastBytes === null || forecastBytes <= 0) return memoryUse.uses(measuredBytes);
  const share = measuredBytes / forecastBytes - 1;
  if (Math.abs(share) < negligibleShare) return memoryUse.asForecast(measuredBytes);
  return share > 0
    ? memoryUse.overForecast(measuredBytes, share)
    : memoryUse.underForecast(measuredBytes, Math.abs(share));
}

/** "needs 486 MB"; null for what does not fit, since the verdict then gives the sum of all it would take. */
export function needWords(words: WindowWords, fit: VariantFit | null): string | null {
  if (!fit?.memory || fit.verdict === "does-not-fit" || fit.verdict === "shorten-context") return null;
  return memoryUseWords(words, mustBeFreeBytes(fit.memory), null);
}
