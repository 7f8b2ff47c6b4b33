import { formatCount } from "./counts.ts";
import { formatNumber } from "./locale.ts";

/** How many of a unit make the next one: files and disks count in thousands, memory in units of 1,024. */
export type UnitStep = 1000 | 1024;

/** "4.9 GB", "98 MB", "512 bytes": in the largest unit of which it is nearly one. */
export function formatAmount(bytes: number, step: UnitStep, locale: string): string {
  const [kilo, mega, giga] = [step, step ** 2, step ** 3];
  if (bytes >= 999.5 * mega) return `${formatNumber(bytes / giga, locale, 1)} GB`;
  if (bytes >= 999.5 * kilo) return `${formatCount(bytes / mega, locale)} MB`;
  if (bytes >= step) return `${formatCount(bytes / kilo, locale)} ${step === 1000 ? "kB" : "KB"}`;
  return formatFewBytes(bytes, locale);
}

/** "512 bytes", "512 Byte": a word rather than a symbol, as each language has it. */
function formatFewBytes(bytes: number, locale: string): string {
  const style = { style: "unit", unit: "byte", unitDisplay: "long", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale, style).format(bytes);
}

/** Two amounts that are compared: with more digits where they would look alike. */
export function formatAmountsApart(a: number, b: number, step: UnitStep, locale: string): [string, string] {
  const [left, right] = [formatAmount(a, step, locale), formatAmount(b, step, locale)];
  const giga = step ** 3;
  if (left !== right || Math.max(a, b) < giga) return [left, right];
  const fine = (bytes: number): string => `${formatNumber(bytes / giga, locale, 2)} GB`;
  return [fine(a), fine(b)];
}

/** A part and its whole, one unit for both when they share it: "2.1" and "2.9 GB", "800 MB" and "2.9 GB". */
export function formatAmountPair(part: number, total: number, step: UnitStep, locale: string): [string, string] {
  const [partText, totalText] = [formatAmount(part, step, locale), formatAmount(total, step, locale)];
  const [partFigure, partUnit] = splitUnit(partText);
  return [partUnit === splitUnit(totalText)[1] ? partFigure : partText, totalText];
}

function splitUnit(text: string): [string, string] {
  const space = text.lastIndexOf(" ");
  return [text.slice(0, space), text.slice(space + 1)];
}
