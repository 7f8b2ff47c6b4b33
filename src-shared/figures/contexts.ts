import { formatCount } from "./counts.ts";
import { english, formatNumber } from "./locale.ts";

/** "8K", "128K", "1M", "512": a context length in short. 1K is 1,024 tokens; from a million on, as people name them. */
export function formatContext(tokens: number, locale = english): string {
  if (tokens >= 1e6) return `${formatNumber(tokens / (tokens % 1000 === 0 ? 1e6 : 1024 * 1024), locale, 0, 1)}M`;
  return tokens >= 1024 ? `${Math.round(tokens / 1024)}K` : String(tokens);
}

/** Two context lengths that are compared: in full where they would look alike. */
export function formatContextsApart(a: number, b: number, locale = english): [string, string] {
  const [left, right] = [formatContext(a, locale), formatContext(b, locale)];
  return left === right ? [formatCount(a, locale), formatCount(b, locale)] : [left, right];
}
