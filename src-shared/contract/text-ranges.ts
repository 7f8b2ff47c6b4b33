/** From `start` to before `end`, in UTF-16 code units. */
export interface TextRange {
  start: number;
  end: number;
}

/** Of one text: more marks would help nobody, and a text of one letter has thousands. */
const mostRanges = 200;

/** Where `needle` is in the text, whatever its case, from the left and never overlapping. Nothing for an empty one. */
export function rangesOf(text: string, needle: string): TextRange[] {
  if (needle === "") return [];
  const pattern = new RegExp(needle.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  const ranges: TextRange[] = [];
  for (const { index, 0: found } of text.matchAll(pattern)) {
    ranges.push({ start: index, end: index + found.length });
    if (ranges.length === mostRanges) break;
  }
  return ranges;
}
