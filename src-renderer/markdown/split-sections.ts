import { AppendList } from "./append-list.ts";
import { MAX_BLOCKS, MAX_SECTIONS } from "./limits.ts";
import { type Line, type OpenBlock, type RawBlock, closeBlocks, stepBlocks } from "./split-blocks.ts";

/**
 * Reasoning apart from the answer. Models write it between tags; some templates open the tag in the prompt, so that an
 * answer starts inside the reasoning and only the closing tag shows.
 */
export interface RawSection {
  kind: "thinking" | "answer";
  blocks: readonly RawBlock[];
  /** False while the reasoning still goes on (or never ended). */
  closed: boolean;
}

export interface SectionState {
  done: readonly RawSection[];
  kind: RawSection["kind"];
  blocks: AppendList<RawBlock>;
  open: OpenBlock | null;
}

export const startState: SectionState = { done: [], kind: "answer", blocks: AppendList.empty(), open: null };

const openTag = /^[ \t]*<(?:think|thinking|reasoning)>/;
const closeTag = /<\/(?:think|thinking|reasoning)>/;
const orphanCloseTag = /^[ \t]*<\/(?:think|thinking|reasoning)>|<\/(?:think|thinking|reasoning)>[ \t]*$/;
const tagPrefixes = prefixes(["<think>", "<thinking>", "<reasoning>", "</think>", "</thinking>", "</reasoning>"]);

/** Advances by one line; pure, as `stepBlocks`. */
export function stepSections(state: SectionState, line: Line): SectionState {
  const { text } = line;
  if (!text.includes("<") || state.done.length >= MAX_SECTIONS) return feed(state, line);
  if (state.kind === "thinking") {
    // Whatever is open, the tag ends it: a fence that the reasoning forgot must not swallow the answer.
    const close = closeTag.exec(text);
    if (!close) return feed(state, line);
    const before = text.slice(0, close.index);
    const ended = endSection(before.trim() === "" ? state : feed(state, { ...line, text: before }), "answer", true);
    return rest(ended, line, close.index + close[0].length);
  }
  if (state.open?.kind === "code" || line.continued) return feed(state, line);
  const opening = openTag.exec(text);
  if (opening) return rest(endSection(state, "thinking", true), line, opening[0].length);
  const orphan = state.done.length === 0 ? orphanCloseTag.exec(text) : null;
  if (orphan) {
    const before = text.slice(0, orphan.index);
    const thinking: SectionState = { ...state, kind: "thinking" };
    const ended = endSection(
      before.trim() === "" ? thinking : feed(thinking, { ...line, text: before }),
      "answer",
      true,
    );
    return rest(ended, line, orphan.index + orphan[0].length);
  }
  return feed(state, line);
}

/** All sections of an answer that ends here. */
export function sectionsOf(state: SectionState): readonly RawSection[] {
  return endSection(state, "answer", false).done;
}

/** Whether a growing last line may still turn into a tag: it is shown when that is decided. */
export function mayBecomeTag(text: string): boolean {
  const start = text.lastIndexOf("<");
  return start !== -1 && tagPrefixes.has(text.slice(start));
}

function feed(state: SectionState, line: Line): SectionState {
  if (state.blocks.length >= MAX_BLOCKS) {
    const before = state.open ? textOf(state.open) : "";
    const glue = before === "" || line.continued ? "" : "\n";
    return { ...state, open: { kind: "plain", text: before + glue + line.text } };
  }
  const step = stepBlocks(state.open, line);
  return { ...state, blocks: appendAll(state.blocks, step.finished), open: step.open };
}

/** The rest of a line after a tag, as a line of its own. */
function rest(state: SectionState, line: Line, from: number): SectionState {
  const text = line.text.slice(from);
  return text.trim() === "" ? state : stepSections(state, { ...line, text, continued: false });
}

function endSection(state: SectionState, next: RawSection["kind"], closed: boolean): SectionState {
  const blocks = state.open ? appendAll(state.blocks, closeBlocks(state.open)) : state.blocks;
  const keep = blocks.length > 0 || (state.kind === "thinking" && !closed);
  const done = keep ? [...state.done, { kind: state.kind, blocks: blocks.toArray(), closed }] : state.done;
  return { done, kind: next, blocks: AppendList.empty(), open: null };
}

function appendAll(blocks: AppendList<RawBlock>, added: readonly RawBlock[]): AppendList<RawBlock> {
  return added.reduce((list, block) => list.append(block), blocks);
}

function textOf(open: OpenBlock): string {
  return closeBlocks(open)
    .map((block) => block.text)
    .join("\n");
}

function prefixes(tags: readonly string[]): ReadonlySet<string> {
  return new Set(
    tags.flatMap((tag) => Array.from({ length: tag.length - 1 }, (_, length) => tag.slice(0, length + 1))),
  );
}
