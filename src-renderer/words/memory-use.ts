import type { MeasuredMemory, MemoryNeed, VariantFit } from "../../src-shared/contract/index.ts";
import { formatBytes } from "../ui/format.ts";

/**
 * Memory is told as what must stay free for a model, on the processor and on GPUs: anonymous memory and the cards' own. Pages
 * of its file come and go as there is room, and would make one load look like three: before, right after, and after an answer.
 */
export function mustBeFreeBytes({ anonymousBytes, devices }: MemoryNeed): number {
  return devices.reduce((sum, { kind, needBytes }) => sum + (kind === "gpu" ? needBytes : 0), anonymousBytes);
}

/** The same as it was measured; null where nothing was, or where a part is missing that makes up the rest. */
export function usedBytes({
  anonymousBytes,
  gpuBytes,
}: Pick<MeasuredMemory, "anonymousBytes" | "gpuBytes">): number | null {
  return anonymousBytes === null && gpuBytes === null ? null : (anonymousBytes ?? 0) + (gpuBytes ?? 0);
}

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
