import type { Suggestion } from "../../../src-shared/contract/index.ts";

/**
 * Where to look for a suggested variant that is not to be had in `repository`: the next of its uploaders. Null for the last one, and for
 * what is not suggested.
 */
export function nextUploader(
  repository: string,
  suggested: readonly Pick<Suggestion, "repository" | "elsewhere">[],
): string | null {
  for (const { repository: first, elsewhere } of suggested) {
    const all = [first, ...elsewhere];
    const at = all.indexOf(repository);
    if (at >= 0) return all[at + 1] ?? null;
  }
  return null;
}
