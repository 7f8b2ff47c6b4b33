import { LONG_LIST_CHARS, MAX_BLOCK_CHARS } from "./limits.ts";

/**
 * Cuts a growing answer into blocks that can be parsed apart. A cut depends on nothing but the lines before it and the
 * line at it, so what is finished stays finished, and a streamed answer ends with the same blocks as one read at once.
 *
 * The rules follow CommonMark where a cut is safe (a blank line outside a list, a code fence) and keep everything else
 * together: too few cuts cost time, a wrong one would change the text's meaning.
 */

export type RawBlock =
  | { kind: "markdown"; text: string }
  | { kind: "code"; text: string; language: string; closed: boolean }
  | { kind: "math"; text: string; closed: boolean }
  | { kind: "plain"; text: string };

interface OpenMarkdown {
  kind: "markdown";
  text: string;
  /** Columns from which a line belongs to the last list item (or footnote); 0 outside of one. */
  itemColumn: number;
  indented: boolean;
  blankLines: number;
}
interface OpenCode {
  kind: "code";
  text: string;
  language: string;
  fence: string;
  indent: number;
  /** Only after its first line does the text take line ends. */
  started: boolean;
}
interface OpenMath {
  kind: "math";
  text: string;
  closer: string;
}
/** What is not looked at any more: see `MAX_BLOCKS`. */
interface OpenPlain {
  kind: "plain";
  text: string;
}
export type OpenBlock = OpenMarkdown | OpenCode | OpenMath | OpenPlain;

export interface Line {
  text: string;
  /** False for a piece of an overlong line, and for the last line while it grows. */
  ended: boolean;
  /** The piece before was not ended. */
  continued: boolean;
}

export interface Step {
  open: OpenBlock | null;
  finished: RawBlock[];
}

const fencePattern = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)$/;
const markerPattern = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)/;
const footnotePattern = /^ {0,3}\[\^[^\]\s]{1,100}\]:/;
const rulePattern = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const mathPattern = /^ {0,3}(\$\$|\\\[)(.*)$/;
const tabColumns = 4;

/** Advances by one line. Pure: the last, growing line is tried and thrown away on every frame. */
export function stepBlocks(open: OpenBlock | null, line: Line): Step {
  if (open?.kind === "code") return stepCode(open, line);
  if (open?.kind === "math") return stepMath(open, line);
  return stepMarkdown(open?.kind === "plain" ? null : open, line);
}

/** What an answer that ends here ends with. */
export function closeBlock(open: OpenBlock): RawBlock {
  if (open.kind === "code") return { kind: "code", text: open.text, language: open.language, closed: false };
  if (open.kind === "math") return { kind: "math", text: open.text.trim(), closed: false };
  return { kind: open.kind, text: open.text };
}

function stepCode(open: OpenCode, line: Line): Step {
  if (!line.continued && closesFence(line.text, open.fence)) {
    return { open: null, finished: [{ kind: "code", text: open.text, language: open.language, closed: true }] };
  }
  const text = line.continued ? line.text : withoutIndent(line.text, open.indent);
  const glue = line.continued || !open.started ? "" : "\n";
  return { open: { ...open, text: open.text + glue + text, started: true }, finished: [] };
}

function stepMath(open: OpenMath, line: Line): Step {
  const trimmed = line.text.trimEnd();
  // A formula does not run into the next paragraph for want of its end: a blank line ends it.
  if (trimmed === "" && !line.continued) {
    return { open: null, finished: [{ kind: "math", text: open.text.trim(), closed: false }] };
  }
  if (trimmed.endsWith(open.closer)) {
    const text = `${open.text}\n${trimmed.slice(0, -open.closer.length)}`.trim();
    return { open: null, finished: [{ kind: "math", text, closed: true }] };
  }
  return { open: { ...open, text: open.text + (line.continued ? "" : "\n") + line.text }, finished: [] };
}

function stepMarkdown(open: OpenMarkdown | null, line: Line): Step {
  if (open && line.continued) return append(open, line);
  if (line.text.trim() === "") {
    return { open: open && { ...open, blankLines: open.blankLines + 1 }, finished: [] };
  }
  const finished: RawBlock[] = [];
  let current = open;
  if (current && startsAnew(current, line.text)) {
    finished.push(closeBlock(current));
    current = null;
  }
  if (!current) {
    const special = openSpecial(line.text);
    if (special) return { open: special.open, finished: [...finished, ...special.finished] };
  }
  const step = append(current, line);
  return { open: step.open, finished: [...finished, ...step.finished] };
}

/** Whether this line cannot belong to the block before it. */
function startsAnew(open: OpenMarkdown, text: string): boolean {
  const indent = indentColumns(text);
  const inItem = open.itemColumn > 0 && indent >= open.itemColumn;
  if (inItem) return false;
  if (open.text.length > LONG_LIST_CHARS && goesOn(open, text)) return true;
  if (fencePattern.test(text)) return true;
  if (mathOpening(text) && (open.blankLines > 0 || open.itemColumn === 0)) return true;
  if (open.blankLines === 0) return false;
  if (open.indented && indent >= tabColumns) return false;
  const continuesList = open.itemColumn > 0 && markerPattern.test(text) && !rulePattern.test(text);
  return !continuesList;
}

/** The next item of a list, numbered as such: a list that counts "1. 1. 1." would begin anew. */
function goesOn(open: OpenMarkdown, text: string): boolean {
  const marker = rulePattern.test(text) ? null : markerPattern.exec(text);
  return open.itemColumn > 0 && marker !== null && Number.parseInt(marker[2] ?? "", 10) !== 1;
}

function openSpecial(text: string): Step | null {
  const fence = fencePattern.exec(text);
  if (fence) {
    const [, indent = "", marks = "", info = ""] = fence;
    return {
      open: { kind: "code", text: "", language: languageOf(info), fence: marks, indent: indent.length, started: false },
      finished: [],
    };
  }
  const math = mathOpening(text);
  if (!math) return null;
  const rest = math.rest.trimEnd();
  if (rest.endsWith(math.closer)) {
    const body = rest.slice(0, -math.closer.length).trim();
    return { open: null, finished: [{ kind: "math", text: body, closed: true }] };
  }
  return { open: { kind: "math", text: rest, closer: math.closer }, finished: [] };
}

/** A formula on lines of its own; "$$x$$ is ..." is a sentence and left to the parser. */
function mathOpening(text: string): { closer: string; rest: string } | null {
  const [, opener = "", rest = ""] = mathPattern.exec(text) ?? [];
  if (opener === "") return null;
  const closer = opener === "$$" ? "$$" : "\\]";
  const end = rest.indexOf(closer);
  if (end !== -1 && rest.slice(end + closer.length).trim() !== "") return null;
  if (end !== -1 && rest.slice(0, end).trim() === "") return null;
  return { closer, rest };
}

function append(open: OpenMarkdown | null, line: Line): Step {
  const finished: RawBlock[] = [];
  let base: OpenMarkdown = open ?? { kind: "markdown", text: "", itemColumn: 0, indented: false, blankLines: 0 };
  const glue = base.text === "" || line.continued ? "" : "\n".repeat(base.blankLines + 1);
  if (base.text.length + glue.length + line.text.length > MAX_BLOCK_CHARS && base.text !== "") {
    finished.push(closeBlock(base));
    base = { kind: "markdown", text: "", itemColumn: 0, indented: false, blankLines: 0 };
    return { open: grow(base, "", line), finished };
  }
  return { open: grow(base, glue, line), finished };
}

function grow(base: OpenMarkdown, glue: string, line: Line): OpenMarkdown {
  const fresh = base.text === "";
  return {
    kind: "markdown",
    text: base.text + glue + line.text,
    itemColumn: line.continued ? base.itemColumn : itemColumnAfter(base, line.text),
    indented: fresh ? indentColumns(line.text) >= tabColumns : base.indented,
    blankLines: 0,
  };
}

function itemColumnAfter(base: OpenMarkdown, text: string): number {
  if (footnotePattern.test(text)) return tabColumns;
  // A nested marker belongs to the item that is open.
  if (base.itemColumn > 0 && indentColumns(text) >= base.itemColumn) return base.itemColumn;
  const marker = rulePattern.test(text) ? null : markerPattern.exec(text);
  if (!marker) return base.itemColumn;
  const [, indent = "", bullet = "", space = ""] = marker;
  const padding = space.length >= 1 && space.length <= 4 ? space.length : 1;
  return indent.length + bullet.length + padding;
}

function closesFence(text: string, fence: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < fence.length || indentColumns(text) >= tabColumns) return false;
  const mark = fence.charAt(0);
  for (const char of trimmed) if (char !== mark) return false;
  return true;
}

function withoutIndent(text: string, columns: number): string {
  let cut = 0;
  while (cut < columns && text.charAt(cut) === " ") cut += 1;
  return text.slice(cut);
}

function indentColumns(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (char === " ") columns += 1;
    else if (char === "\t") columns += tabColumns - (columns % tabColumns);
    else break;
  }
  return columns;
}

/** "ts", of "ts title=x" or "{.ts}"; what a class name cannot carry is left out. */
function languageOf(info: string): string {
  const word = /[A-Za-z0-9+#_.-]+/.exec(info.trim().split(/\s/)[0] ?? "")?.[0] ?? "";
  return word.replace(/^\.+/, "").slice(0, 30).toLowerCase();
}
