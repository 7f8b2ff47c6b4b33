import type { RepositoryDetail, RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";

/** What one answer about a repository may weigh, whatever its owner has put there: a few megabytes at most. */
export const detailLimits = {
  /** The largest collections of one model's variants have about 100. */
  variants: 400,
  /** Of all variants together; names have up to 1,024 characters. */
  files: 2000,
  companions: 200,
  unsupported: 50,
  baseModels: 3,
  tags: 200,
  tagCharacters: 200,
  textCharacters: 500,
} as const;

/** The detail within `detailLimits`, with a notice when that leaves variants out: those that do not run or are not whole go first. */
export function boundDetail(detail: RepositoryDetail): RepositoryDetail {
  const kept = keptVariants(detail.variants);
  const leftOut = detail.variants.length - kept.size;
  const text = (value: string | null): string | null => value?.slice(0, detailLimits.textCharacters) ?? null;
  return {
    ...detail,
    description: text(detail.description),
    baseModels: detail.baseModels
      .slice(0, detailLimits.baseModels)
      .map((name) => name.slice(0, detailLimits.textCharacters)),
    license: text(detail.license),
    tags: detail.tags.filter((tag) => tag.length <= detailLimits.tagCharacters).slice(0, detailLimits.tags),
    variants: detail.variants.filter((variant) => kept.has(variant)),
    companions: detail.companions.slice(0, detailLimits.companions),
    unsupported: detail.unsupported.slice(0, detailLimits.unsupported),
    notice:
      leftOut === 0 || detail.notice !== null
        ? detail.notice
        : appError("incomplete-model", "variants-left-out", { count: leftOut }).toDto(),
  };
}

function keptVariants(variants: readonly RepositoryVariant[]): ReadonlySet<RepositoryVariant> {
  const usable = (variant: RepositoryVariant): boolean => variant.runs && variant.complete;
  const kept = new Set<RepositoryVariant>();
  let files = 0;
  for (const variant of [...variants.filter(usable), ...variants.filter((other) => !usable(other))]) {
    if (kept.size >= detailLimits.variants) break;
    if (files + variant.files.length > detailLimits.files) continue;
    files += variant.files.length;
    kept.add(variant);
  }
  return kept;
}
