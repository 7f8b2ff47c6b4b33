/** What a field's text means, or what is wrong with it and what would be right. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string };

/** A positive figure between two bounds, with a point or a comma; nothing is null. `error` says what would be right. */
export function parseFigure(text: string, least: number, most: number, error: string): Parsed<number | null> {
  if (text.trim() === "") return { ok: true, value: null };
  const figure = Number(text.trim().replace(",", "."));
  return Number.isFinite(figure) && figure >= least && figure <= most
    ? { ok: true, value: figure }
    : { ok: false, error };
}
