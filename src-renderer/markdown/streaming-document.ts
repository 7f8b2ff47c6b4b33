import { type TreeBlock, cachedParse } from "./block-cache.ts";
import { type Definition, definitionsFor, definitionsIn } from "./definitions.ts";
import { MAX_LINE_CHARS } from "./limits.ts";
import { parseBlock, plainText } from "./parse-block.ts";
import type { RawBlock } from "./split-blocks.ts";
import {
  type RawSection,
  type SectionState,
  mayBecomeTag,
  sectionsOf,
  startState,
  stepSections,
} from "./split-sections.ts";

export type Block =
  TreeBlock | { kind: "code"; text: string; language: string; closed: boolean } | { kind: "math"; tex: string };

export interface Section {
  kind: RawSection["kind"];
  closed: boolean;
  blocks: readonly Block[];
}

/**
 * An answer that grows. Finished blocks are parsed once and keep their identity, so that a frame costs one parse of the
 * last block and renders nothing else again.
 */
export class StreamingDocument {
  #text = "";
  #consumed = 0;
  #continued = false;
  #state: SectionState = startState;
  #definitions: readonly Definition[] = [];
  #deadline = Infinity;
  #complete = true;
  readonly #parsed = new WeakMap<RawBlock, { block: Block; definitions: string }>();

  /** False when the last update ran out of its time: the same text is to be given again in the next frame. */
  get complete(): boolean {
    return this.#complete;
  }

  /**
   * The sections of `text`. `live`: more may come, so what the last line will be is not yet decided.
   * `budgetMs`: how long to parse before the rest is shown as plain text for now.
   */
  update(text: string, live: boolean, budgetMs = Infinity): readonly Section[] {
    this.#deadline = performance.now() + budgetMs;
    this.#complete = true;
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;
    this.#consumeLines();
    const sections = sectionsOf(this.#withLastLine(live));
    const blocks = sections.flatMap((section) => section.blocks);
    // The last block of a live answer still changes: it defines nothing yet, and is not worth remembering.
    const growing = live ? blocks.at(-1) : undefined;
    this.#definitions = definitionsIn(growing ? blocks.slice(0, -1) : blocks);
    return sections.map(({ kind, closed, blocks: raw }) => {
      return { kind, closed, blocks: raw.map((block) => this.#parse(block, block === growing)) };
    });
  }

  #reset(): void {
    this.#consumed = 0;
    this.#continued = false;
    this.#state = startState;
  }

  #consumeLines(): void {
    for (;;) {
      const end = this.#text.indexOf("\n", this.#consumed);
      const length = (end === -1 ? this.#text.length : end) - this.#consumed;
      if (length > MAX_LINE_CHARS) this.#take(this.#consumed + this.#pieceLength(), false);
      else if (end !== -1) this.#take(end, true);
      else return;
    }
  }

  #take(end: number, ended: boolean): void {
    const text = withoutReturn(this.#text.slice(this.#consumed, end));
    this.#state = stepSections(this.#state, { text, ended, continued: this.#continued });
    this.#continued = !ended;
    this.#consumed = end + (ended ? 1 : 0);
  }

  /** A piece never ends between the halves of a surrogate pair. */
  #pieceLength(): number {
    const last = this.#text.charCodeAt(this.#consumed + MAX_LINE_CHARS - 1);
    return last >= 0xd800 && last <= 0xdbff ? MAX_LINE_CHARS - 1 : MAX_LINE_CHARS;
  }

  #withLastLine(live: boolean): SectionState {
    const text = withoutReturn(this.#text.slice(this.#consumed));
    if (text === "" || (live && isUndecided(text))) return this.#state;
    return stepSections(this.#state, { text, ended: false, continued: this.#continued });
  }

  #parse(raw: RawBlock, growing: boolean): Block {
    if (raw.kind === "code") return raw;
    if (raw.kind === "math") return { kind: "math", tex: raw.text };
    if (raw.kind === "plain") return { kind: "tree", root: plainText(raw.text) };

    const definitions = definitionsFor(raw.text, this.#definitions);
    const known = this.#parsed.get(raw);
    if (known?.definitions === definitions) return known.block;
    if (performance.now() > this.#deadline) {
      this.#complete = false;
      return known?.block ?? { kind: "tree", root: plainText(raw.text) };
    }
    if (growing) return { kind: "tree", root: parseBlock(raw.text, definitions) };
    const block = cachedParse(raw.text, definitions);
    this.#parsed.set(raw, { block, definitions });
    return block;
  }
}

/** A lone "-" would make the paragraph above a heading for a moment, and half a tag would show as text. */
function isUndecided(line: string): boolean {
  return /^[ \t]*(?:-{1,2}|=+)[ \t]*$/.test(line) || mayBecomeTag(line);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
