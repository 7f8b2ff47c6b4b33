const pattern = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/;

/** The repository that a search text names outright, as `owner/name` or as the address of its page; null for words. */
export function repositoryIn(text: string): string | null {
  const trimmed = text.trim();
  const path = /^https?:\/\/[^/\s]+\/([^/\s]+\/[^/\s?#]+)/.exec(trimmed)?.[1] ?? trimmed;
  return pattern.test(path) && !path.includes("..") && !path.includes("--") ? path : null;
}
