import { formatAmount, formatAmountPair, formatAmountsApart } from "./amounts.ts";
import { english, formatNumber } from "./locale.ts";
import { GiB } from "./units.ts";

/**
 * "4.6 GB", "93 MB": memory, of the computer or of a card. GB is 2^30 bytes, as systems, drivers and boxes name it: a card
 * of 12 GB has "12.0 GB".
 */
export function formatMemory(bytes: number, locale = english): string {
  return formatAmount(bytes, 1024, locale);
}

/** How large a memory is, without a needless zero: "12 GB", "15.6 GB". */
export function formatMemorySize(bytes: number, locale = english): string {
  return bytes >= 0.95 * GiB ? `${formatNumber(bytes / GiB, locale, 0, 1)} GB` : formatMemory(bytes, locale);
}

/**
 * Writes the parts of a sum and the sum itself, with as few digits as it needs to come out as it is shown: "85.03 GB",
 * "1.07 GB" and "83.96 GB" for 85.0 less 1.1. What is taken off is a negative part.
 */
export function memoryAddingUp(parts: readonly number[], total: number, locale = english): (bytes: number) => string {
  const digits = [1, 2, 3].find((tried) => {
    const rounded = (bytes: number): number => Math.round((bytes / GiB) * 10 ** tried);
    return parts.reduce((sum, part) => sum + rounded(part), 0) === rounded(total);
  });
  if (digits === undefined || digits === 1 || total < GiB) return (bytes) => formatMemory(bytes, locale);
  return (bytes) => `${formatNumber(bytes / GiB, locale, digits)} GB`;
}

/** Two figures that are compared: with more digits where they would look alike. */
export function formatMemoryApart(a: number, b: number, locale = english): [string, string] {
  return formatAmountsApart(a, b, 1024, locale);
}

/** A part and its whole, one unit for both when they share it: "2.1" and "2.9 GB", "800 MB" and "2.9 GB". */
export function formatMemoryPair(part: number, total: number, locale = english): [string, string] {
  return formatAmountPair(part, total, 1024, locale);
}
