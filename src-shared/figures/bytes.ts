import { formatCount } from "./counts.ts";
import { english, formatNumber } from "./locale.ts";

/**
 * "4.9 GB", "98 MB". GB is 10^9 bytes, as on the Hub and on a disk's box; memory is shown in the same unit, so that a
 * file's size and its need can be compared.
 */
export function formatBytes(bytes: number, locale = english): string {
  if (bytes >= 999.5e6) return `${formatNumber(bytes / 1e9, locale, 1)} GB`;
  if (bytes >= 999.5e3) return `${formatCount(bytes / 1e6, locale)} MB`;
  if (bytes >= 1000) return `${formatCount(bytes / 1e3, locale)} kB`;
  return formatFewBytes(bytes, locale);
}

/** "512 bytes", "512 Byte": a word rather than a symbol, as each language has it. */
function formatFewBytes(bytes: number, locale: string): string {
  const style = { style: "unit", unit: "byte", unitDisplay: "long", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale, style).format(bytes);
}

/** Two figures that are compared: with more digits where they would look alike. */
export function formatBytesApart(a: number, b: number, locale = english): [string, string] {
  const [left, right] = [formatBytes(a, locale), formatBytes(b, locale)];
  if (left !== right || Math.max(a, b) < 1e9) return [left, right];
  const fine = (bytes: number): string => `${formatNumber(bytes / 1e9, locale, 2)} GB`;
  return [fine(a), fine(b)];
}

/** "2.1 of 2.9 GB". */
export function formatBytesOf(part: number, total: number): string {
  return formatBytesPair(part, total).join(" of ");
}

/** A part and its whole, one unit for both when they share it: "2.1" and "2.9 GB", "800 MB" and "2.9 GB". */
export function formatBytesPair(part: number, total: number, locale = english): [string, string] {
  const [partText, totalText] = [formatBytes(part, locale), formatBytes(total, locale)];
  const [partFigure, partUnit] = splitUnit(partText);
  return [partUnit === splitUnit(totalText)[1] ? partFigure : partText, totalText];
}

function splitUnit(text: string): [string, string] {
  const space = text.lastIndexOf(" ");
  return [text.slice(0, space), text.slice(space + 1)];
}
