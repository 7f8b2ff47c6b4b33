import { GiB } from "../../../src-shared/figures/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import { type Parsed, parseFigure } from "../../ui/parsed.ts";

const GB = 1e9;
/** The contract's own bound for what a person may say of a computer. */
const mostGigabytes = 4096;

/** As many as the system can run at once, at most: a thread more than that would make an answer many times slower. */
export function parseCores({ words, figures }: LanguageState, text: string, mostCores: number): Parsed<number | null> {
  const error = words.computer.own.coresError(mostCores);
  const parsed = parseFigure(text, 1, mostCores, error, figures.parse);
  return parsed.ok && parsed.value !== null && !Number.isInteger(parsed.value) ? { ok: false, error } : parsed;
}

/** In bytes. */
export function parseMemory({ words, figures }: LanguageState, text: string): Parsed<number | null> {
  const error = words.computer.own.memoryError;
  return inBytes(parseFigure(text, 0, mostGigabytes, error, figures.parse), GiB);
}

/** In bytes a second. */
export function parseBandwidth({ words, figures }: LanguageState, text: string): Parsed<number | null> {
  const error = words.computer.own.bandwidthError;
  return inBytes(parseFigure(text, 0.1, 100_000, error, figures.parse), GB);
}

function inBytes(parsed: Parsed<number | null>, unit: number): Parsed<number | null> {
  return parsed.ok && parsed.value !== null ? { ok: true, value: Math.round(parsed.value * unit) } : parsed;
}

/** "8.5" of GB, as memory is typed. */
export function gigabytesOfMemory({ figures }: LanguageState, bytes: number | undefined): string {
  return bytes === undefined ? "" : figures.number(bytes / GiB, 0, 2);
}

/** "51.2" of GB/s, as a bandwidth is typed. */
export function gigabytesPerSecond({ figures }: LanguageState, bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? "" : figures.number(bytesPerSecond / GB, 0, 2);
}
