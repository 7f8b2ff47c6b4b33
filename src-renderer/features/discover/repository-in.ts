import { isRepositoryId } from "../../../src-shared/contract/index.ts";

/** The repository that a search text names outright, as `owner/name` or as the address of its page; null for words. */
export function repositoryIn(text: string): string | null {
  const trimmed = text.trim();
  const path = /^https?:\/\/[^/\s]+\/([^/\s]+\/[^/\s?#]+)/.exec(trimmed)?.[1] ?? trimmed;
  return isRepositoryId(path) ? path : null;
}
