import { english, formatNumber } from "./locale.ts";

/** "17 s", "4 min", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** "1.3 s", "120 ms": a wait that is measured. */
export function formatWait(milliseconds: number, locale = english): string {
  return milliseconds < 995 ? `${Math.round(milliseconds)} ms` : `${formatNumber(milliseconds / 1000, locale, 1)} s`;
}

const day = 86_400_000;
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  const known = relativeFormats.get(locale);
  if (known) return known;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  relativeFormats.set(locale, format);
  return format;
}

/** "today", "3 months ago"; `now` and `then` in milliseconds since 1970. */
export function formatAgo(then: number, now: number, locale = english): string {
  const relative = relativeFormat(locale);
  const days = Math.round((then - now) / day);
  if (days > -14) return relative.format(Math.min(0, days), "day");
  if (days > -60) return relative.format(Math.round(days / 7), "week");
  if (days > -700) return relative.format(Math.round(days / 30.44), "month");
  return relative.format(Math.round(days / 365.25), "year");
}
