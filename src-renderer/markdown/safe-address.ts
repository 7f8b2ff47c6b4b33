import { MAX_LINK_CHARS } from "./limits.ts";

/**
 * The address that a link may ask to open, normalised, or null. Only https and mailto, as the contract's `openLink`; everything else
 * (javascript:, data:, file:, relative addresses) is shown as text.
 */
export function safeAddress(value: unknown): string | null {
  if (typeof value !== "string" || value.length > MAX_LINK_CHARS) return null;
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return null;
  }
  if (url.protocol === "mailto:") return url.href;
  // A name and password before the host make one address look like another.
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return null;
  return url.href;
}
