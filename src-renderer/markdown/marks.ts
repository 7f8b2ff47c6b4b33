/** A character that may open or close something inside of a line, a cell of a table among them. */
export const inlineMark = /[*_~[\]!`$\\<|]/g;

export function countMarks(text: string): number {
  return text.match(inlineMark)?.length ?? 0;
}
