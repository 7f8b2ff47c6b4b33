import { english, formatNumber } from "./locale.ts";

/** "8,192". */
export function formatCount(count: number, locale = english): string {
  return formatNumber(count, locale, 0);
}

/** "66 %" of 0.66. */
export function formatPercent(share: number, locale = english): string {
  return `${formatCount(share * 100, locale)} %`;
}

/** "3 %" of 0.0297 and of -0.0297: how far something is off, never shown as less than it is. */
export function formatPercentOff(share: number, locale = english): string {
  return formatPercent(Math.max(1, Math.ceil(Math.abs(share) * 100 - 1e-9)) / 100, locale);
}

/** "~95 %", "~99.6 %", "100 %": how much of the full model's quality is kept. All but the whole is estimated. */
export function formatKept(share: number, locale = english): string {
  if (share >= 1) return "100 %";
  return `~${formatNumber(share * 100, locale, share > 0.99 ? 1 : 0)} %`;
}

/** "8.0B", "135M": a count of parameters as the field writes it. */
export function formatParameters(count: number, locale = english): string {
  if (count >= 99.5e9) return `${(count / 1e9).toFixed(0)}B`;
  if (count >= 999.5e6) return `${formatNumber(count / 1e9, locale, 1)}B`;
  if (count >= 1e6) return `${formatCount(count / 1e6, locale)}M`;
  return formatCount(count, locale);
}

/** "30B", "4B", "700M": about so many, where the tenth does not matter. */
export function roundParameters(count: number): string {
  return count >= 0.95e9 ? `${Math.round(count / 1e9)}B` : `${Math.round(count / 1e8) * 100}M`;
}

/** "8,192", "8.192", "8k" and "128 K" as 8192, 8192, 8192 and 131072; null when it is not a count. */
export function parseCount(text: string): number | null {
  const match = /^\s*(\d[\d,. ]*?)\s*([kK])?\s*$/.exec(text);
  if (!match?.[1]) return null;
  const inThousands = /^\d{1,3}([,. ]\d{3})+$/.test(match[1]);
  const figure = Number(inThousands ? match[1].replace(/\D/g, "") : match[1].replace(",", "."));
  if (!Number.isFinite(figure)) return null;
  return Math.round(match[2] ? figure * 1024 : figure);
}
