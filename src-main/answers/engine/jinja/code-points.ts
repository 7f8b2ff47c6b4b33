/** Python counts a string by code points, JavaScript by halves of them. Nearly all strings have none that differ. */
const surrogate = /[\uD800-\uDFFF]/;

export function lengthOf(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export const pointsOf = (text: string): readonly string[] => Array.from(text);

/** Null where Python raises an IndexError. */
export function pointAt(text: string, index: number): string | null {
  const points = surrogate.test(text) ? pointsOf(text) : text;
  const at = index < 0 ? points.length + index : index;
  return points[at] ?? null;
}

/** From `start` to before `stop`, both counted in code points and in bounds. */
export function between(text: string, start: number, stop: number): string {
  return surrogate.test(text) ? pointsOf(text).slice(start, stop).join("") : text.slice(start, stop);
}

/** The code points before a place that JavaScript counted. */
export const pointsBefore = (text: string, index: number): number => lengthOf(text.slice(0, index));

/** Python's white space, for `strip`, `split` and the lexer's `\s`; JavaScript's differs in five characters. */
export const space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

const spaceOnly = new RegExp(space);

/** Without the white space at its end. A pattern that is tied to the end alone would be tried at every place of a long text. */
export function cutTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && spaceOnly.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
