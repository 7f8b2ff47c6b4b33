/** Bytes in a kibibyte, a mebibyte and a gibibyte. */
export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;
export const TiB = 1024 * GiB;

const decimals = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const millions = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/**
 * Bytes as people read them: "4.9 GB", "98 MB". GB here is 10^9 bytes, as on the Hub and on a disk's box;
 * memory is told in the same unit, so that a file's size and its need can be compared.
 */
export function formatBytes(bytes: number): string {
  if (bytes >= 999.5e6) return `${decimals.format(bytes / 1e9)} GB`;
  if (bytes >= 999.5e3) return `${whole.format(bytes / 1e6)} MB`;
  if (bytes >= 1000) return `${whole.format(bytes / 1e3)} kB`;
  return `${whole.format(bytes)} bytes`;
}

/** "8.0B", "135M": a count of parameters as the field writes it. */
export function formatParameters(count: number): string {
  if (count >= 999.5e6) return `${(count / 1e9).toFixed(count >= 99.5e9 ? 0 : 1)}B`;
  if (count >= 1e6) return `${whole.format(count / 1e6)}M`;
  return whole.format(count);
}

/** "8,192" tokens. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** "8K", "128K", "1M", "512": a context length in short. 1K is 1,024 tokens; from a million on, as people name them. */
export function formatContext(tokens: number): string {
  if (tokens >= 1e6) return `${millions.format(tokens / (tokens % 1000 === 0 ? 1e6 : 1024 * 1024))}M`;
  return tokens >= 1024 ? `${Math.round(tokens / 1024)}K` : String(tokens);
}
