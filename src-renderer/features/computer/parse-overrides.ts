import { type Parsed, parseFigure } from "../../ui/parsed.ts";

/** The contract's own bounds for what a person may say of a computer. */
const mostCores = 1024;
const mostGigabytes = 4096;

export function parseCores(text: string): Parsed<number | null> {
  const error = "A whole number of cores, as 4; or nothing.";
  const parsed = parseFigure(text, 1, mostCores, error);
  return parsed.ok && parsed.value !== null && !Number.isInteger(parsed.value) ? { ok: false, error } : parsed;
}

/** In bytes. */
export function parseMemory(text: string): Parsed<number | null> {
  return inBytes(parseFigure(text, 0, mostGigabytes, "A size in gigabytes, as 8 or 7.5; or nothing."));
}

/** In bytes a second. */
export function parseBandwidth(text: string): Parsed<number | null> {
  return inBytes(parseFigure(text, 0.1, 100_000, "A speed in gigabytes a second, as 51; or nothing."));
}

function inBytes(parsed: Parsed<number | null>): Parsed<number | null> {
  return parsed.ok && parsed.value !== null ? { ok: true, value: Math.round(parsed.value * 1e9) } : parsed;
}

/** "8.5", as it is typed. */
export function gigabytes(bytes: number | undefined): string {
  return bytes === undefined ? "" : String(Math.round(bytes / 1e7) / 100);
}
