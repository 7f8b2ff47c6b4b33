import { type Parsed, parseFigure } from "../../ui/parsed.ts";

/** The contract's own bound for what a person may say of a computer. */
const mostGigabytes = 4096;

/** As many as the system can run at once, at most: a thread more than that would make an answer many times slower. */
export function parseCores(text: string, mostCores: number): Parsed<number | null> {
  const error = mostCores > 1 ? `A whole number of cores, from 1 to ${mostCores}; or nothing.` : "1, or nothing.";
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
