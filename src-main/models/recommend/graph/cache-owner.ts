import type { ModelFacts } from "../../../../src-shared/contract/index.ts";

/** The layer whose cache a layer reads: its own, or the last earlier one's of its kind where it keeps none (Gemma 3n and 4). */
export function cacheOwner({ kvHeadCounts, slidingPattern }: ModelFacts, layer: number): number {
  for (let owner = layer; owner >= 0; owner--) {
    const alike = (slidingPattern?.[owner] ?? false) === (slidingPattern?.[layer] ?? false);
    if ((kvHeadCounts[owner] ?? 0) > 0 && alike) return owner;
  }
  return layer;
}
