/** What a statement's text says about itself, which libsql does not report. */
export interface SqlText {
  /** How many values `?` takes. */
  positionalCount: number;
  /** What follows `:`, `@`, `$` and, as better-sqlite3 sees it, the number behind `?`. */
  names: string[];
  /** A second statement follows the first. */
  hasMore: boolean;
  isEmpty: boolean;
}

/** Strings, quoted names and comments are passed over whole; words come before `$`, which they may contain. */
const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_][\w$]*|\d[\w.]*|\?\d*|[:@$]\w+|\S/g;
/** Its body contains further statements. */
const trigger = /^\s*create\s+(?:temp(?:orary)?\s+)?trigger\b/i;

export function readSql(sql: string): SqlText {
  let positionalCount = 0;
  let ended = false;
  let hasMore = false;
  let isEmpty = true;
  const names = new Set<string>();
  for (const [text] of sql.matchAll(token)) {
    if (text.startsWith("--") || text.startsWith("/*")) continue;
    if (text === ";") {
      ended = !isEmpty;
      continue;
    }
    isEmpty = false;
    hasMore ||= ended;
    if (text === "?") positionalCount += 1;
    else if (/^[?:@$]\w/.test(text)) names.add(text.slice(1));
  }
  return { positionalCount, names: [...names], hasMore: hasMore && !trigger.test(sql), isEmpty };
}
