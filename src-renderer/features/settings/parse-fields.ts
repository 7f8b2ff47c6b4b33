import { parseCount } from "../../ui/format.ts";

/** What a field's text means, or what is wrong with it and what would be right. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string };

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const wrong = (error: string): Parsed<never> => ({ ok: false, error });

/** The contract's own bounds. */
const leastContext = 256;
const mostContext = 1_048_576;

/** "8192", "8,192" or "8K". */
export function parseTokens(text: string): Parsed<number> {
  const count = parseCount(text);
  if (count === null || count < leastContext || count > mostContext)
    return wrong("A number from 256 to 1M, as 8192 or 8K.");
  return ok(count);
}

export function parseGigabytes(text: string): Parsed<number | null> {
  if (text.trim() === "") return ok(null);
  const figure = Number(text.trim().replace(",", "."));
  return Number.isFinite(figure) && figure >= 0 && figure <= 4096
    ? ok(Math.round(figure * 1e9))
    : wrong("A size in gigabytes, as 2 or 1.5; or nothing.");
}

export function parseMegabytesPerSecond(text: string): Parsed<number | null> {
  if (text.trim() === "") return ok(null);
  const figure = Number(text.trim().replace(",", "."));
  return Number.isFinite(figure) && figure >= 0.01 && figure <= 100_000
    ? ok(Math.round(figure * 1e6))
    : wrong("A speed in megabytes a second, as 10 or 0.5; or nothing.");
}

export function parseAddress(text: string): Parsed<string | null> {
  const trimmed = text.trim().replace(/\/+$/, "");
  if (trimmed === "") return ok(null);
  if (!URL.canParse(trimmed) || !/^https?:$/.test(new URL(trimmed).protocol)) {
    return wrong("A web address that starts with https://, or nothing.");
  }
  return ok(trimmed);
}
