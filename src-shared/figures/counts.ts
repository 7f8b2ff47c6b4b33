const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** "8,192". */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** "8.0B", "135M": a count of parameters as the field writes it. */
export function formatParameters(count: number): string {
  if (count >= 999.5e6) return `${(count / 1e9).toFixed(count >= 99.5e9 ? 0 : 1)}B`;
  if (count >= 1e6) return `${whole.format(count / 1e6)}M`;
  return whole.format(count);
}

/** "8,192" and "8k" and "128 K" as 8192, 8192 and 131072; null when it is no count. */
export function parseCount(text: string): number | null {
  const match = /^\s*(\d[\d,. ]*?)\s*([kK])?\s*$/.exec(text);
  if (!match?.[1]) return null;
  const figure = Number(match[1].replace(/[, ]/g, ""));
  if (!Number.isFinite(figure)) return null;
  return Math.round(match[2] ? figure * 1024 : figure);
}
