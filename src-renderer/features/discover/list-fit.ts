import type { FitReport, VariantFit } from "../../../src-shared/contract/index.ts";
import type { ListFit } from "../../state/catalog.svelte.ts";
import { variantLabel } from "../../../src-shared/figures/index.ts";
import { barsOf, laneName, lanesOf, needOf } from "./memory-lanes.ts";

/** A row of the ladder as the list of results shows it; null where nothing is known of its memory. */
export function listFit(fit: VariantFit, report: FitReport): ListFit | null {
  const needBytes = needOf(fit);
  const bars = barsOf(fit, lanesOf(report));
  const [first] = bars;
  if (needBytes === null || !first) return null;
  const share = (bar: typeof first): number => bar.needBytes / Math.max(1, bar.lane.budgetBytes);
  const deciding = bars.reduce((most, bar) => (share(bar) > share(most) ? bar : most), first);
  const { kind, budgetBytes } = deciding.lane;
  const margin = report.caveats.reduce<number | null>(
    (found, { key, figures }) => (key === "shape-uncertain" ? figures.share : found),
    null,
  );
  return {
    label: variantLabel(fit),
    verdict: fit.verdict,
    band: fit.quality.band,
    sizeBytes: fit.sizeBytes,
    tokensPerSecond: fit.speed?.tokensPerSecond ?? null,
    needBytes,
    deciding: {
      ...{ name: laneName(deciding.lane), kind, needBytes: deciding.needBytes, budgetBytes },
      ...(margin === null
        ? {}
        : { rangeBytes: [deciding.needBytes * (1 - margin), deciding.needBytes * (1 + margin)] }),
    },
  };
}
