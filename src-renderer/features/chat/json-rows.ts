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

/** The value of an answer; undefined where it is none, or too long for a tree. */
export function jsonOf(text: string): unknown {
  if (text.length > mostTreeCharacters) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The lines that are in sight, from the top. */
export function rowsOf(value: unknown, open: OpenRows): JsonRow[] {
  const rows: JsonRow[] = [];
  add({ id: "$", level: 1, name: "", value }, open, rows);
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
    add({ id: `${at.id}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, level: at.level + 1, name, value }, open, rows);
  const rest = parts.length - shown;
  if (rest > 0)
    rows.push({ id: `${at.id}/+`, level: at.level + 1, name: "", value: null, size: rest, kind: "more", open: null });
}

function partsOf(value: unknown): [string, unknown][] | null {
  return typeof value === "object" && value !== null ? Object.entries(value) : null;
}
