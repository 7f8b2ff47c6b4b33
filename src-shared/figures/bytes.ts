import { formatCount } from "./counts.ts";

const oneDecimal = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/**
 * "4.9 GB", "98 MB". GB is 10^9 bytes, as on the Hub and on a disk's box; memory is told in the same unit, so that a file's size and
 * its need can be compared.
 */
export function formatBytes(bytes: number): string {
  if (bytes >= 999.5e6) return `${oneDecimal.format(bytes / 1e9)} GB`;
  if (bytes >= 999.5e3) return `${formatCount(bytes / 1e6)} MB`;
  if (bytes >= 1000) return `${formatCount(bytes / 1e3)} kB`;
  return `${formatCount(bytes)} bytes`;
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
