import { formatAmount, formatAmountPair, formatAmountsApart } from "./amounts.ts";
import { english } from "./locale.ts";

/** "4.9 GB", "98 MB": files, downloads and disks. GB is 10^9 bytes, as on the Hub and on a disk's box. */
export function formatBytes(bytes: number, locale = english): string {
  return formatAmount(bytes, 1000, locale);
}

/** Two figures that are compared: with more digits where they would look alike. */
export function formatBytesApart(a: number, b: number, locale = english): [string, string] {
  return formatAmountsApart(a, b, 1000, locale);
}

/** A part and its whole, one unit for both when they share it: "2.1" and "2.9 GB", "800 MB" and "2.9 GB". */
export function formatBytesPair(part: number, total: number, locale = english): [string, string] {
  return formatAmountPair(part, total, 1000, locale);
}
