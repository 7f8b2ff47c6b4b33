import type { MarkdownBlock, RawBlock } from "./blocks.ts";
import { definitionsOf } from "./definitions.ts";
import { closesFence, nestsFences, openFence } from "./fences.ts";
import { type Formula, closerAt, formulaAtStart, formulaInside } from "./formula-lines.ts";
import {
  LONG_LIST_CHARS,
  MAX_BLOCK_CHARS,
  MAX_BLOCK_LINES,
  MAX_BLOCK_MARKS,
  MAX_FORMULA_LINES,
  MAX_TEX_CHARS,
} from "./limits.ts";
import {
  type OpenList,
  indentColumns,
  listAfter,
  markerPattern,
  rulePattern,
  tabColumns,
  withoutIndent,
} from "./lines.ts";
import { countMarks } from "./marks.ts";

/**
 * Cuts a growing answer into blocks that can be parsed apart. A cut depends on nothing but the lines before it and the
 * line at it, so what is finished stays finished, and a streamed answer ends with the same blocks as one read at once.
 *
 * The rules follow CommonMark where a cut is safe (a blank line outside a list, a code fence) and keep everything else
 * together: too few cuts cost time, a wrong one would change the text's meaning. What is longer than a block may be is
 * cut anyway, and records how it goes on: a list by its next number, a table by its head, an item's content by its
 * indent.
 */

interface OpenMarkdown {
  kind: "markdown";
  text: string;
  start: number | null;
  headless: boolean;
  list: OpenList | null;
  /** Columns that are taken off each line: the block goes on with what was inside of an item. */
  outdent: number;
  /** The first two lines of the table that the text ends in. */
  tableHead: string | null;
  lastLine: string;
  /** The code that is open inside of a list item. */
  innerFence: { marks: string; language: string } | null;
  indented: boolean;
  blankLines: number;
  lines: number;
  marks: number;
}
interface OpenCode {
  kind: "code";
  text: string;
  language: string;
  fence: string;
  /** Fences that stand open inside of it. */
  inner: readonly string[];
  /** Columns of the item that it goes on in. */
  outdent: number;
  indent: number;
  /** Only after its first line does the text take line ends. */
  started: boolean;
}
interface OpenMath {
  kind: "math";
  text: string;
  closer: string;
  lines: number;
  /** What it is read as when its end does not come: null for a formula all the same. */
  otherwise: { before: OpenMarkdown | null; column: number; lines: readonly Line[] } | null;
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
  finished: readonly RawBlock[];
}

const emptyMarkdown: OpenMarkdown = {
  kind: "markdown",
  text: "",
  start: null,
  headless: false,
  list: null,
  outdent: 0,
  tableHead: null,
  lastLine: "",
  innerFence: null,
  indented: false,
  blankLines: 0,
  lines: 0,
  marks: 0,
};

const delimiterRow = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Advances by one line. Pure: the last, growing line is tried and thrown away on every frame. */
export function stepBlocks(open: OpenBlock | null, line: Line): Step {
  if (open?.kind === "code") return stepCode(open, line);
  if (open?.kind === "math") return stepMath(open, line);
  return stepMarkdown(open?.kind === "plain" ? null : open, line, true);
}

/** What an answer that ends here ends with. */
export function closeBlocks(open: OpenBlock): readonly RawBlock[] {
  switch (open.kind) {
    case "code":
      return [{ kind: "code", text: open.text, language: open.language, closed: false }];
    case "plain":
      return [{ kind: "plain", text: open.text }];
    case "markdown":
      return open.text === "" ? [] : [closeMarkdown(open)];
    case "math": {
      const text = asText(open);
      if (text === null) return [{ kind: "math", text: open.text.trim(), closed: false }];
      return text.open === null ? text.finished : [...text.finished, ...closeBlocks(text.open)];
    }
  }
}

function closeMarkdown({ text, start, headless }: OpenMarkdown): MarkdownBlock {
  return { kind: "markdown", text, start, headless, defines: definitionsOf(text) };
}

function stepCode(open: OpenCode, given: Line): Step {
  const line = given.continued ? given : { ...given, text: withoutIndent(given.text, open.outdent) };
  if (!given.continued && given.text.trim() !== "" && indentColumns(given.text) < open.outdent) {
    // The item that it stands in has ended, and it with the item.
    const next = stepMarkdown(null, given, true);
    return { open: next.open, finished: [...closeBlocks(open), ...next.finished] };
  }
  const inner = open.inner.at(-1);
  if (!line.continued && closesFence(line.text, inner ?? open.fence)) {
    if (inner === undefined) {
      return { open: null, finished: [{ kind: "code", text: open.text, language: open.language, closed: true }] };
    }
    return { open: grown({ ...open, inner: open.inner.slice(0, -1) }, line), finished: [] };
  }
  const nested = line.continued || !nestsFences(open.language) ? null : openFence(line.text);
  const opens = nested !== null && nested.language !== "" && nested.marks.startsWith(open.fence);
  return { open: grown(opens ? { ...open, inner: [...open.inner, nested.marks] } : open, line), finished: [] };
}

function grown(open: OpenCode, line: Line): OpenCode {
  const text = line.continued ? line.text : withoutIndent(line.text, open.indent);
  const glue = line.continued || !open.started ? "" : "\n";
  return { ...open, text: open.text + glue + text, started: true };
}

function stepMath(open: OpenMath, line: Line): Step {
  const trimmed = line.text.trimEnd();
  const isBlank = trimmed === "" && !line.continued;
  // Space after the opening does not end it; what follows is a formula only if it has an end.
  if (isBlank && open.lines === 1 && open.text.trim() === "" && open.otherwise?.before == null) {
    const first: Line = { text: open.closer === "$$" ? "$$" : "\\[", ended: true, continued: false };
    return { open: { ...open, lines: 2, otherwise: { before: null, column: 0, lines: [first, line] } }, finished: [] };
  }
  // A formula does not run into the next paragraph for want of its end: a blank line ends it.
  if (isBlank || endsUnclosed(open, line)) {
    const step = asText(open) ?? {
      open: null,
      finished: [{ kind: "math" as const, text: open.text.trim(), closed: false }],
    };
    const next = stepBlocks(step.open, line);
    return { open: next.open, finished: [...step.finished, ...next.finished] };
  }
  const end = closerAt(line.text, open.closer);
  if (end !== -1) return closeMath(open, line, end);
  const { otherwise } = open;
  return {
    open: {
      ...open,
      text: open.text + (line.continued ? "" : "\n") + line.text,
      lines: open.lines + 1,
      otherwise: otherwise && { ...otherwise, lines: [...otherwise.lines, line] },
    },
    finished: [],
  };
}

/** An item of the list that the formula stands in, or more than a formula has. */
function endsUnclosed(open: OpenMath, line: Line): boolean {
  if (open.text.length + line.text.length > MAX_TEX_CHARS) return true;
  if (open.otherwise === null) return false;
  const { column } = open.otherwise;
  const leavesItem = column > 0 && indentColumns(line.text) < column && markerPattern.test(line.text);
  return leavesItem || open.lines >= MAX_FORMULA_LINES;
}

function closeMath(open: OpenMath, line: Line, end: number): Step {
  const text = `${open.text}\n${line.text.slice(0, end)}`.trim();
  const after = line.text.slice(end + open.closer.length).trim();
  const finished: RawBlock[] = [];
  let next: OpenBlock | null = null;
  if (open.otherwise?.before) {
    const { before, column, lines } = open.otherwise;
    const said = append(before, {
      ended: true,
      continued: false,
      text: formulaInside(lines[0]?.text ?? "")?.before ?? "",
    });
    finished.push(...said.finished, ...(said.open === null ? [] : closeBlocks(said.open)));
    // What is said about the formula may still stand in its item.
    if (column > 0) next = { ...emptyMarkdown, outdent: column };
  }
  finished.push({ kind: "math", text, closed: true });
  if (after === "") return { open: next, finished };
  const rest = stepBlocks(null, { ...line, text: after, continued: false });
  return { open: rest.open, finished: [...finished, ...rest.finished] };
}

/** The lines of a formula without an end as the text that they are; null where it stays a formula. */
function asText({ otherwise }: OpenMath): Step | null {
  if (otherwise === null) return null;
  let open: OpenBlock | null = otherwise.before;
  const finished: RawBlock[] = [];
  for (const line of otherwise.lines) {
    const step: Step =
      open === null || open.kind === "markdown" ? stepMarkdown(open, line, false) : stepBlocks(open, line);
    finished.push(...step.finished);
    open = step.open;
  }
  return { open, finished };
}

function stepMarkdown(open: OpenMarkdown | null, line: Line, formulas: boolean): Step {
  if (open && line.continued) return append(open, line);
  if (line.text.trim() === "") {
    return { open: open && { ...open, blankLines: open.blankLines + 1 }, finished: [] };
  }
  const finished: RawBlock[] = [];
  let current = open?.text === "" && indentColumns(line.text) < open.outdent ? null : open;
  if (current && current.text !== "" && startsBlock(current, line.text, formulas)) {
    finished.push(closeMarkdown(current));
    current = goesOn(current, line.text);
  }
  if (!current || current.text === "") {
    const special = openSpecial(line.text, current?.outdent ?? 0, formulas);
    if (special) return { open: special.open, finished: [...finished, ...special.finished] };
  }
  const formula = formulas && current?.innerFence == null ? formulaInside(line.text) : null;
  if (formula && current?.tableHead == null) {
    return {
      open: {
        kind: "math",
        text: formula.rest.trim(),
        closer: formula.closer,
        lines: 1,
        otherwise: { before: current ?? emptyMarkdown, column: columnAfter(current, line.text), lines: [line] },
      },
      finished,
    };
  }
  const step = append(current, line);
  return { open: step.open, finished: [...finished, ...step.finished] };
}

/** Whether this line cannot belong to the block before it. */
function startsBlock(open: OpenMarkdown, text: string, formulas: boolean): boolean {
  const indent = indentColumns(text);
  const { list } = open;
  if (list && indent >= list.column) return false;
  const isMarker = markerPattern.test(text) && !rulePattern.test(text);
  if (open.outdent > 0 && indent < open.outdent && (isMarker || open.blankLines > 0)) return true;
  if (list && isMarker && (open.text.length > LONG_LIST_CHARS || isFull(open, text))) return true;
  if (openFence(text)) return true;
  const formula = formulas ? formulaAtStart(text) : null;
  if (formula && (open.blankLines > 0 || list === null)) return true;
  if (open.blankLines === 0) return false;
  if (open.indented && indent >= tabColumns) return false;
  return !(list && isMarker);
}

/** What a list that was cut before its next item goes on with; null where something else begins. */
function goesOn({ list }: OpenMarkdown, text: string): OpenMarkdown | null {
  const next = listAfter(list, text);
  const isNext = list !== null && next?.mark === list.mark && next.items === list.items + 1;
  return isNext ? { ...emptyMarkdown, start: next.start + next.items - 1 } : null;
}

function columnAfter(open: OpenMarkdown | null, text: string): number {
  const outdent = open?.outdent ?? 0;
  const list = listAfter(open?.list ?? null, withoutIndent(text, outdent));
  return outdent + (list?.column ?? 0);
}

function openSpecial(line: string, outdent: number, formulas: boolean): Step | null {
  const text = withoutIndent(line, outdent);
  const fence = openFence(text);
  if (fence) {
    const { marks, language, indent } = fence;
    return {
      open: { kind: "code", text: "", language, fence: marks, inner: [], outdent, indent, started: false },
      finished: [],
    };
  }
  const formula: Formula | null = formulas ? formulaAtStart(text) : null;
  if (!formula) return null;
  const rest = formula.rest.trimEnd();
  if (rest.endsWith(formula.closer)) {
    const body = rest.slice(0, -formula.closer.length).trim();
    return { open: null, finished: [{ kind: "math", text: body, closed: true }] };
  }
  return { open: { kind: "math", text: rest, closer: formula.closer, lines: 1, otherwise: null }, finished: [] };
}

function isFull(open: OpenMarkdown, text: string): boolean {
  return (
    open.text.length + open.blankLines + text.length > MAX_BLOCK_CHARS ||
    open.lines + open.blankLines >= MAX_BLOCK_LINES ||
    open.marks > MAX_BLOCK_MARKS
  );
}

function append(open: OpenMarkdown | null, line: Line): Step {
  const base = open ?? emptyMarkdown;
  if (base.text === "" || !isFull(base, line.text)) return { open: grow(base, line), finished: [] };
  return { open: continuation(base, line), finished: [closeMarkdown(base)] };
}

/** What goes on after a cut that the text's meaning did not ask for. */
function continuation(base: OpenMarkdown, line: Line): OpenBlock {
  const column = base.list?.column ?? 0;
  const inItem = !line.continued && column > 0 && indentColumns(line.text) >= column;
  if (base.innerFence && inItem) {
    const { marks, language } = base.innerFence;
    const code: OpenCode = {
      kind: "code",
      text: "",
      language,
      fence: marks,
      inner: [],
      outdent: base.outdent + column,
      indent: 0,
      started: false,
    };
    return stepCode(code, line).open ?? { ...emptyMarkdown, outdent: base.outdent + column };
  }
  if (inItem) return grow({ ...emptyMarkdown, outdent: base.outdent + column }, line);
  if (base.tableHead !== null && base.blankLines === 0 && !line.continued) {
    const table = { ...emptyMarkdown, text: base.tableHead, tableHead: base.tableHead, headless: true, lines: 2 };
    return grow({ ...table, outdent: base.outdent }, line);
  }
  return grow({ ...emptyMarkdown, outdent: line.continued ? 0 : base.outdent }, line);
}

function grow(base: OpenMarkdown, line: Line): OpenMarkdown {
  const fresh = base.text === "";
  const text = line.continued ? line.text : withoutIndent(line.text, base.outdent);
  const glue = fresh || line.continued ? "" : "\n".repeat(base.blankLines + 1);
  const after = line.continued ? base.list : listAfter(base.list, text);
  // A list that goes on counts from where it went on.
  const list = fresh && after && base.start !== null ? { ...after, start: base.start } : after;
  return {
    ...base,
    text: base.text + glue + text,
    list,
    tableHead: base.tableHead !== null && base.blankLines === 0 ? base.tableHead : headOf(base, text),
    lastLine: text,
    innerFence: line.continued ? base.innerFence : innerFenceAfter(base, list, text),
    indented: fresh ? indentColumns(text) >= tabColumns : base.indented,
    blankLines: 0,
    lines: base.lines + base.blankLines + 1,
    marks: base.marks + countMarks(text),
  };
}

function headOf(base: OpenMarkdown, text: string): string | null {
  const isDelimiter = base.list === null && base.blankLines === 0 && text.includes("-") && delimiterRow.test(text);
  return isDelimiter && base.lastLine.includes("|") && text.includes("|") ? `${base.lastLine}\n${text}` : null;
}

function innerFenceAfter(base: OpenMarkdown, list: OpenList | null, text: string): OpenMarkdown["innerFence"] {
  if (list === null) return null;
  const inside = withoutIndent(text, list.column);
  if (base.innerFence && indentColumns(text) < list.column) return null;
  if (base.innerFence) return closesFence(inside, base.innerFence.marks) ? null : base.innerFence;
  const fence = openFence(indentColumns(text) >= list.column ? inside : text.replace(markerPattern, ""));
  return fence && { marks: fence.marks, language: fence.language };
}
