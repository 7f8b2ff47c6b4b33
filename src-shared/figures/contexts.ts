const millions = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** "8K", "128K", "1M", "512": a context length in short. 1K is 1,024 tokens; from a million on, as people name them. */
export function formatContext(tokens: number): string {
  if (tokens >= 1e6) return `${millions.format(tokens / (tokens % 1000 === 0 ? 1e6 : 1024 * 1024))}M`;
  return tokens >= 1024 ? `${Math.round(tokens / 1024)}K` : String(tokens);
}
