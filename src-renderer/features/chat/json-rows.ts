/** A line of a JSON value's tree. */
export interface JsonRow {
  /** The way to it, unique in the tree. */
  id: string;
  level: number;
  /** Its field, or its place in a list; "" at the top. */
  name: string;
  value: unknown;
  /** Of what has parts, how many. */
  size: number | null;
  kind: "object" | "list" | "text" | "other" | "more";
  /** Null: there is nothing to open. */
  open: boolean | null;
}

export interface OpenRows {
  isOpen: (id: string, level: number) => boolean;
  /** How many parts of this one are shown. */
  shownOf: (id: string) => number;
}

/** Longer than any answer that is read, and short enough to be parsed within a frame. */
export const mostTreeCharacters = 500_000;

/** A number that JavaScript would show with other digits than it is written with: 2^53 and more, "1.50", "1e3", "-0". */
const mayBeRounded = /\d{16}|\d[.eE][-+\d]|-0/;

/** Newer than the compiler's library. */
const json = JSON as JSON & { rawJSON: (text: string) => object; isRawJSON: (value: unknown) => boolean };

/** `JSON.stringify` writes it as it was written. */
const asWritten = (_name: string, value: unknown, { source }: { source?: string }): unknown =>
  typeof value === "number" && source !== undefined && String(value) !== source ? json.rawJSON(source) : value;

/** The value of an answer, its numbers with their own digits (`JSON.rawJSON`); undefined where it is none, or too long for a tree. */
export function jsonOf(text: string): unknown {
  if (text.length > mostTreeCharacters) return undefined;
  try {
    return mayBeRounded.test(text) ? (JSON.parse(text, asWritten as never) as unknown) : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** The lines that are in sight, from the top. */
export function rowsOf(value: unknown, open: OpenRows): JsonRow[] {
  const rows: JsonRow[] = [];
  add({ id: topId, level: 1, name: "", value }, open, rows);
  return rows;
}

function add(at: Pick<JsonRow, "id" | "level" | "name" | "value">, open: OpenRows, rows: JsonRow[]): void {
  const parts = partsOf(at.value);
  if (parts === null) {
    rows.push({ ...at, size: null, kind: typeof at.value === "string" ? "text" : "other", open: null });
    return;
  }
  const isOpen = parts.length === 0 ? null : open.isOpen(at.id, at.level);
  rows.push({ ...at, size: parts.length, kind: Array.isArray(at.value) ? "list" : "object", open: isOpen });
  if (isOpen !== true) return;
  const shown = open.shownOf(at.id);
  for (const [name, value] of parts.slice(0, shown))
    add({ id: idOf(at.id, name), level: at.level + 1, name, value }, open, rows);
  const rest = parts.length - shown;
  if (rest > 0)
    rows.push({ id: `${at.id}/+`, level: at.level + 1, name: "", value: null, size: rest, kind: "more", open: null });
}

function partsOf(value: unknown): [string, unknown][] | null {
  return typeof value === "object" && value !== null && !json.isRawJSON(value) ? Object.entries(value) : null;
}

/** All names and values, in the order of the tree, each as the tree writes it on a line of its own. */
export function treeText(value: unknown): string {
  const lines: string[] = [];
  const add = (name: string, held: unknown): void => {
    const parts = partsOf(held);
    lines.push(name);
    if (parts === null) lines.push(typeof held === "string" ? held : JSON.stringify(held));
    else for (const [of, part] of parts) add(of, part);
  };
  add("", value);
  return lines.join("\n");
}

/** What must be open for each place that says `needle` to be in sight: the rows, and how many of their parts. */
export function wayTo(value: unknown, isSaid: (text: string) => boolean): Map<string, number> {
  const open = new Map<string, number>();
  const look = (id: string, name: string, held: unknown): boolean => {
    const parts = partsOf(held);
    if (parts === null) return isSaid(name) || isSaid(typeof held === "string" ? held : JSON.stringify(held));
    let last = 0;
    for (const [at, [of, part]] of parts.entries()) if (look(idOf(id, of), of, part)) last = at + 1;
    if (last > 0) open.set(id, last);
    return last > 0 || isSaid(name);
  };
  look(topId, "", value);
  return open;
}

const topId = "$";
const idOf = (id: string, name: string): string => `${id}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
