import { parseCount } from "../../../src-shared/figures/index.ts";
import { type Parsed, parseFigure } from "../../ui/parsed.ts";

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
  const parsed = parseFigure(text, 0, 4096, "A size in gigabytes, as 2 or 1.5; or nothing.");
  return parsed.ok && parsed.value !== null ? ok(Math.round(parsed.value * 1e9)) : parsed;
}

export function parseMegabytesPerSecond(text: string): Parsed<number | null> {
  const parsed = parseFigure(text, 0.01, 100_000, "A speed in megabytes a second, as 10 or 0.5; or nothing.");
  return parsed.ok && parsed.value !== null ? ok(Math.round(parsed.value * 1e6)) : parsed;
}

/** Main completes an address that is written without its scheme. */
export function parseAddress(text: string): Parsed<string | null> {
  const trimmed = text.trim().replace(/\/+$/, "");
  if (trimmed === "") return ok(null);
  const full = trimmed.includes("://") ? trimmed : `https://${trimmed}`;
  if (/\s/.test(trimmed) || !URL.canParse(full) || !/^https?:$/.test(new URL(full).protocol)) {
    return wrong("A web address, as https://hf-mirror.com; or nothing.");
  }
  return ok(trimmed);
}
