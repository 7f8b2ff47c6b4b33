/** As `LIKE ? ESCAPE '\\'` takes it: the text alone, wherever it is. */
export function likePattern(needle: string): string {
  return `%${needle.replaceAll(/[\\%_]/g, "\\$&")}%`;
}
