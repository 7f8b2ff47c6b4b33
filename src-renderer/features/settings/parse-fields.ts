import { GiB, parseCount } from "../../../src-shared/figures/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import { type Parsed, parseFigure } from "../../ui/parsed.ts";

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const wrong = (error: string): Parsed<never> => ({ ok: false, error });

/** The contract's own bounds. */
const leastContext = 256;
const mostContext = 1_048_576;

type Spoken = Pick<LanguageState, "words" | "figures">;

/** "8192", "8,192" or "8K". */
export function parseTokens(text: string, { words }: Spoken): Parsed<number> {
  const count = parseCount(text);
  if (count === null || count < leastContext || count > mostContext) return wrong(words.settings.contextError);
  return ok(count);
}

/** Memory, in bytes. */
export function parseGigabytes(text: string, { words, figures }: Spoken): Parsed<number | null> {
  const parsed = parseFigure(text, 0, 4096, words.settings.gigabytesError, figures.parse);
  return parsed.ok && parsed.value !== null ? ok(Math.round(parsed.value * GiB)) : parsed;
}

export function parseMegabytesPerSecond(text: string, { words, figures }: Spoken): Parsed<number | null> {
  const parsed = parseFigure(text, 0.01, 100_000, words.settings.speedError, figures.parse);
  return parsed.ok && parsed.value !== null ? ok(Math.round(parsed.value * 1e6)) : parsed;
}

/** Main completes an address that is written without its scheme. */
export function parseAddress(text: string, { words }: Spoken): Parsed<string | null> {
  const trimmed = text.trim().replace(/\/+$/, "");
  if (trimmed === "") return ok(null);
  const full = trimmed.includes("://") ? trimmed : `https://${trimmed}`;
  if (/\s/.test(trimmed) || !URL.canParse(full) || !/^https?:$/.test(new URL(full).protocol)) {
    return wrong(words.settings.addressError);
  }
  return ok(trimmed);
}

/** Main completes the address; the password has its own field. */
export function parseProxy(text: string, { words }: Spoken): Parsed<string | null> {
  const trimmed = text.trim();
  if (trimmed === "") return ok(null);
  const full = trimmed.includes("://") ? trimmed : `http://${trimmed}`;
  const { network } = words.settings;
  if (/\s/.test(trimmed) || !URL.canParse(full) || !/^(https?|socks(4a?|5h?)?):$/.test(new URL(full).protocol)) {
    return wrong(network.addressError);
  }
  return new URL(full).password === "" ? ok(trimmed) : wrong(network.passwordElsewhere);
}
