/** What a field's text means, or what is wrong with it and what would be right. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string };

/** "1,024" as the window itself writes it, and "16,5" as much of the world does; NaN where it is no figure. */
export function toFigure(text: string): number {
  const trimmed = text.trim();
  const inThousands = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(trimmed);
  return trimmed === "" ? NaN : Number(inThousands ? trimmed.replaceAll(",", "") : trimmed.replace(",", "."));
}

/** A positive figure between two bounds, with a point or a comma; nothing is null. `error` says what would be right. */
export function parseFigure(text: string, least: number, most: number, error: string): Parsed<number | null> {
  if (text.trim() === "") return { ok: true, value: null };
  const figure = toFigure(text);
  return Number.isFinite(figure) && figure >= least && figure <= most
    ? { ok: true, value: figure }
    : { ok: false, error };
}
