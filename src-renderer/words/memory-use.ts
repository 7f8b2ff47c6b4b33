import type { VariantFit } from "../../src-shared/contract/index.ts";
import { formatBytes, mustBeFreeBytes } from "../../src-shared/figures/index.ts";

/** Differences that nobody can act on. */
const negligibleShare = 0.005;

/** "uses 500 MB (3 % over the forecast)", "uses 500 MB (as forecast)"; "needs 486 MB" before it is measured. */
export function memoryUseWords(forecastBytes: number | null, measuredBytes: number | null): string | null {
  if (measuredBytes === null) return forecastBytes === null ? null : `needs ${formatBytes(forecastBytes)}`;
  const uses = `uses ${formatBytes(measuredBytes)}`;
  if (forecastBytes === null || forecastBytes <= 0) return uses;
  const share = measuredBytes / forecastBytes - 1;
  if (Math.abs(share) < negligibleShare) return `${uses} (as forecast)`;
  return `${uses} (${Math.round(Math.abs(share) * 100)} % ${share > 0 ? "over" : "under"} the forecast)`;
}

/** "needs 486 MB"; null for what does not fit, since that is then for the sum of all it would take, which the verdict tells. */
export function needWords(fit: VariantFit | null): string | null {
  if (!fit?.memory || fit.verdict === "does-not-fit" || fit.verdict === "shorten-context") return null;
  return memoryUseWords(mustBeFreeBytes(fit.memory), null);
}
