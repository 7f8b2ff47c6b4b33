/**
 * Figures as people read them. The window shares no code with main, so this is the twin of `core/units.ts`;
 * test/component/format.test.ts holds the two together.
 */
const oneDecimal = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const millions = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** "4.9 GB", "98 MB". GB is 10^9 bytes, as on the Hub and on a disk's box, for files and memory alike. */
export function formatBytes(bytes: number): string {
  if (bytes >= 999.5e6) return `${oneDecimal.format(bytes / 1e9)} GB`;
  if (bytes >= 999.5e3) return `${whole.format(bytes / 1e6)} MB`;
  if (bytes >= 1000) return `${whole.format(bytes / 1e3)} kB`;
  return `${whole.format(bytes)} bytes`;
}

/** A sentence in parts: every second one is a figure with its unit, as "6.4 GB", "24 %" or "8K tokens". */
export function figureParts(text: string): string[] {
  return text.split(/(\d[\d.,–]*[KM]? (?:(?:[kMG]B(?:\/s)?|bytes|tok\/s|tokens|ms|s|min)\b|%))/u);
}

/** "2.1 of 2.9 GB": one unit for both when they share it. */
export function formatBytesOf(part: number, total: number): string {
  const [partFigure, partUnit] = splitUnit(formatBytes(part));
  const [, totalUnit] = splitUnit(formatBytes(total));
  return partUnit === totalUnit
    ? `${partFigure} of ${formatBytes(total)}`
    : `${formatBytes(part)} of ${formatBytes(total)}`;
}

function splitUnit(text: string): [string, string] {
  const space = text.lastIndexOf(" ");
  return [text.slice(0, space), text.slice(space + 1)];
}

/** "8.0B", "135M": a count of parameters. */
export function formatParameters(count: number): string {
  if (count >= 999.5e6) return `${(count / 1e9).toFixed(count >= 99.5e9 ? 0 : 1)}B`;
  if (count >= 1e6) return `${whole.format(count / 1e6)}M`;
  return whole.format(count);
}

/** "8,192". */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** "8K", "128K", "1M", "512": a context length in short. 1K is 1,024 tokens; from a million on, as people name them. */
export function formatContext(tokens: number): string {
  if (tokens >= 1e6) return `${millions.format(tokens / (tokens % 1000 === 0 ? 1e6 : 1024 * 1024))}M`;
  return tokens >= 1024 ? `${Math.round(tokens / 1024)}K` : String(tokens);
}

/** "~11 tok/s" from a range: its geometric middle, because speeds spread by factors. */
export function formatSpeed(range: readonly [number, number]): string {
  const middle = Math.sqrt(range[0] * range[1]);
  return `~${middle < 9.95 ? middle.toFixed(1) : whole.format(middle)} tok/s`;
}

/** "9–13 tok/s": the range itself, where there is room for it. */
export function formatSpeedShort(range: readonly [number, number]): string {
  const digits = range[1] < 9.95 ? 1 : 0;
  const [low, high] = [range[0].toFixed(digits), range[1].toFixed(digits)];
  return low === high ? `~${low} tok/s` : `${low}–${high} tok/s`;
}

/** "9–13 tokens a second". */
export function formatSpeedRange(range: readonly [number, number]): string {
  const digits = range[1] < 10 ? 1 : 0;
  const low = range[0].toFixed(digits);
  const high = range[1].toFixed(digits);
  return low === high ? `about ${low} tokens a second` : `${low}–${high} tokens a second`;
}

/** "17 s", "4 min", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

const day = 86_400_000;
const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });

/** "today", "3 months ago"; `now` and `then` in milliseconds since 1970. */
export function formatAgo(then: number, now: number): string {
  const days = Math.round((then - now) / day);
  if (days > -14) return relative.format(Math.min(0, days), "day");
  if (days > -60) return relative.format(Math.round(days / 7), "week");
  if (days > -700) return relative.format(Math.round(days / 30.44), "month");
  return relative.format(Math.round(days / 365.25), "year");
}

/** "8,192" and "8k" and "128 K" as 8192, 8192 and 131072; null when it is no count. */
export function parseCount(text: string): number | null {
  const match = /^\s*(\d[\d,. ]*?)\s*([kK])?\s*$/.exec(text);
  if (!match?.[1]) return null;
  const figure = Number(match[1].replace(/[, ]/g, ""));
  if (!Number.isFinite(figure)) return null;
  return Math.round(match[2] ? figure * 1024 : figure);
}
