import { parseNumber } from "../../src-shared/figures/index.ts";

/** What a field's text means, or what is wrong with it and what would be right. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string };

/** A positive figure between two bounds; nothing is null. `error` says what would be right, `parse` reads as the language writes. */
export function parseFigure(
  text: string,
  least: number,
  most: number,
  error: string,
  parse: (text: string) => number = parseNumber,
): Parsed<number | null> {
  if (text.trim() === "") return { ok: true, value: null };
  const figure = parse(text);
  return Number.isFinite(figure) && figure >= least && figure <= most
    ? { ok: true, value: figure }
    : { ok: false, error };
}
