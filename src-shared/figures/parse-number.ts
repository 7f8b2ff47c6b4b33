import { english, formatNumber } from "./locale.ts";

/**
 * "1,024" as a locale writes it itself, and "16,5" and "16.5" as different parts of the world do; NaN where it is not a
 * number.
 */
export function parseNumber(text: string, locale = english): number {
  const trimmed = text.trim();
  if (trimmed === "") return NaN;
  const thousands = formatNumber(1000, locale, 0).charAt(1);
  const [whole = "", ...rest] = trimmed.split(thousands === "." ? "," : ".");
  const inThousands = whole.split(thousands);
  const grouped =
    inThousands.length > 1 && /^[1-9]\d{0,2}$/.test(inThousands[0] ?? "") && inThousands.slice(1).every(isGroup);
  return Number(grouped ? [inThousands.join(""), ...rest].join(".") : trimmed.replace(",", "."));
}

function isGroup(digits: string): boolean {
  return /^\d{3}$/.test(digits);
}
