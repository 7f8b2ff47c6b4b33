/** The address of the next page in a Link header; null without one. */
export function nextLink(header: string | string[] | undefined): string | null {
  const text = Array.isArray(header) ? header.join(", ") : (header ?? "");
  for (const [, url, parameters] of text.matchAll(/<([^>]{1,8192})>([^,<]*)/g)) {
    if (url !== undefined && /;\s*rel="?next"?\s*(;|$)/i.test(parameters ?? "")) return url;
  }
  return null;
}
