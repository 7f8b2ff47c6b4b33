/** What a line of Markdown begins with, as far as the cuts between blocks depend on it. */

/** The list that a block is in. */
export interface OpenList {
  /** Columns from which a line belongs to the last item (or footnote). */
  column: number;
  /** What its items are marked with: "-", ".", ")"; "" for a footnote. */
  mark: string;
  start: number;
  items: number;
}

export const markerPattern = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)/;
export const rulePattern = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
export const tabColumns = 4;
const footnotePattern = /^ {0,3}\[\^[^\]\s]{1,100}\]:/;

export function indentColumns(text: string): number {
  let columns = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === " ") columns += 1;
    else if (char === "\t") columns += tabColumns - (columns % tabColumns);
    else break;
  }
  return columns;
}

export function withoutIndent(text: string, columns: number): string {
  let cut = 0;
  while (cut < columns && text.charAt(cut) === " ") cut += 1;
  return text.slice(cut);
}

/** The list that a block is in after a line; null outside of one. */
export function listAfter(list: OpenList | null, text: string): OpenList | null {
  if (footnotePattern.test(text)) return { column: tabColumns, mark: "", start: 1, items: 1 };
  // A nested marker belongs to the item that is open.
  if (list && indentColumns(text) >= list.column) return list;
  const marker = rulePattern.test(text) ? null : markerPattern.exec(text);
  if (!marker) return list;
  const [, indent = "", bullet = "", space = ""] = marker;
  const padding = space.length >= 1 && space.length <= tabColumns ? space.length : 1;
  const column = indent.length + bullet.length + padding;
  const mark = bullet.slice(-1);
  if (list?.mark === mark) return { ...list, column, items: list.items + 1 };
  return { column, mark, start: Number.parseInt(bullet, 10) || 0, items: 1 };
}
