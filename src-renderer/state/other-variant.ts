import type { Ladder, Suggestion } from "../../src-shared/contract/index.ts";
import { totalNeedBytes, variantLabel } from "../../src-shared/figures/index.ts";

/**
 * The same model by the variant that a repository's ladder recommends, for a suggestion whose own variant is gone; null where nothing
 * there runs, or nothing is known of it but what the catalogue expects.
 */
export function otherVariant(suggestion: Suggestion, { detail, report }: Ladder): Suggestion | null {
  const fit = report?.variants.find(({ key }) => key === report.recommended);
  const devices = (fit?.memory?.devices ?? []).filter(({ needBytes }) => needBytes > 0);
  const [deciding] = devices.toSorted((a, b) => b.needBytes / b.budgetBytes - a.needBytes / a.budgetBytes);
  if (!fit?.memory || deciding === undefined || detail.source === "bundled" || fit.verdict === "does-not-fit")
    return null;
  const { name, kind, needBytes, budgetBytes } = deciding;
  return {
    ...suggestion,
    repository: detail.repository,
    key: fit.key,
    elsewhere: [],
    sizeBytes: fit.sizeBytes,
    fit: {
      label: variantLabel(fit),
      verdict: fit.verdict,
      band: fit.quality.band,
      sizeBytes: fit.sizeBytes,
      tokensPerSecond: fit.speed?.tokensPerSecond ?? null,
      needBytes: totalNeedBytes(fit.memory),
      deciding: { name, kind, needBytes, budgetBytes },
    },
  };
}
