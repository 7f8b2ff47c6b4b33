import type { ModelFacts, RepositoryDetail } from "../../../../src-shared/contract/index.ts";
import type { HubModel } from "../hub/types.ts";
import { groupVariants } from "../variants/index.ts";
import type { BundledCatalogue } from "./bundled-catalogue.ts";

/**
 * A search result that has not been opened yet, judged by the shape of a bundled model that agrees with it and by the
 * labels in its file names; sizes are computed. Good enough for the one line in the list: opening it reads its own
 * header.
 */
export function borrowedShape(
  model: HubModel,
  bundled: BundledCatalogue,
  pageUrl: string,
): { detail: RepositoryDetail; facts: ModelFacts } | null {
  const facts = bundled.shapeLike(model);
  if (facts === null || model.paths === null) return null;
  const grouped = groupVariants(model.paths.map((path) => ({ path, sizeBytes: 0, sha256: null })));
  const variants = grouped.variants.flatMap((variant) => {
    const sizeBytes = bundled.sizeOf(facts, variant.label, variant.modifiers);
    return sizeBytes === null ? [] : [{ ...variant, sizeBytes }];
  });
  if (variants.length === 0) return null;
  const detail: RepositoryDetail = {
    repository: model.repository,
    commit: null,
    description: null,
    baseModels: [],
    license: model.license,
    parameters: model.parameters,
    gated: model.gated,
    tags: model.tags,
    updatedAt: model.updatedAt,
    variants: variants.sort((a, b) => b.sizeBytes - a.sizeBytes),
    companions: grouped.companions,
    unsupported: grouped.unsupported,
    source: "bundled",
    pageUrl,
    notice: null,
  };
  return { detail, facts };
}
