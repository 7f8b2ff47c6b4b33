import type { RepositoryVariant } from "../../../src-shared/contract/index.ts";

/** What a variant lost beside the full model, measured on this computer. */
export interface MeasuredLoss {
  /** Mean Kullback-Leibler divergence. */
  divergence: number;
  /** Share of next words on which it agrees, 0 to 1. */
  kept: number;
}

/** By the SHA-256 of a variant's one file, and by `publishedAs`. */
export type MeasuredLosses = ReadonlyMap<string, MeasuredLoss>;

/** How a variant is known whose content is not. */
export const publishedAs = (repository: string, variantKey: string): string => `${repository} ${variantKey}`;

/** Null where it was not measured. A file of another content under the same name is another. */
export function measuredLossOf(
  measured: MeasuredLosses | null | undefined,
  repository: string | null,
  { key, files }: Pick<RepositoryVariant, "key" | "files">,
): MeasuredLoss | null {
  if (measured == null) return null;
  const [file] = files;
  if (files.length === 1 && file?.sha256 != null) return measured.get(file.sha256) ?? null;
  return repository === null ? null : (measured.get(publishedAs(repository, key)) ?? null);
}
