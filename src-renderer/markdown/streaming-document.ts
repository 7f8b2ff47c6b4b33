import { type TreeBlock, cacheKey, cached, remember } from "./block-cache.ts";
import { definitionsFor, definitionsIn } from "./definitions.ts";
import { MAX_LINE_CHARS } from "./limits.ts";
import { type ParseOptions, parseBlock, plainText } from "./parse-block.ts";
import type { Definition, MarkdownBlock, RawBlock } from "./blocks.ts";
import { type BlocksState, blocksOf, startState, stepLines } from "./block-lines.ts";

export type Block =
  TreeBlock | { kind: "code"; text: string; language: string; closed: boolean } | { kind: "math"; tex: string };

/** What an answer is cut into before anything of it is parsed. */
export interface Outline {
  blocks: readonly RawBlock[];
  definitions: readonly Definition[];
  /** False when the time ran out: the same text is to be given again. What is there stays. */
  complete: boolean;
}

/** The clock is read once per this many lines. */
const linesPerLook = 64;

/**
 * An answer that grows. Finished blocks keep their identity, so that a frame costs the new lines and one parse of the last
 * block, and renders nothing else again.
 */
export class StreamingDocument {
  #text = "";
  #consumed = 0;
  #continued = false;
  #state: BlocksState = startState;
  #blocks: readonly RawBlock[] = [];
  /** Keeps its identity as long as it says the same, so that no block looks through it again. */
  #known: readonly Definition[] = [];

  /**
   * Cuts `text` into blocks. `live`: more may come, so what the last line will be is not yet decided.
   * `deadline`: on `performance.now()`'s clock, in milliseconds.
   */
  outline(text: string, live: boolean, deadline = Infinity): Outline {
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;
    const complete = this.#consumeLines(deadline);
    this.#blocks = blocksOf(complete ? this.#withLastLine(live) : this.#state);
    return { blocks: this.#blocks, definitions: this.#definitions(live || !complete), complete };
  }

  /** As `outline`, and all of it parsed here and now. */
  update(text: string, live: boolean): readonly Block[] {
    const { blocks, definitions } = this.outline(text, live);
    return blocks.map((block) => parsed(block, definitions));
  }

  /** The last block of a growing answer still changes: it defines nothing yet. */
  #definitions(growing: boolean): readonly Definition[] {
    const found = definitionsIn(growing ? this.#blocks.slice(0, -1) : this.#blocks);
    const isSame =
      found.length === this.#known.length && found.every((each, index) => each.line === this.#known[index]?.line);
    if (!isSame) this.#known = found;
    return this.#known;
  }

  #reset(): void {
    this.#consumed = 0;
    this.#continued = false;
    this.#state = startState;
  }

  #consumeLines(deadline: number): boolean {
    for (let lines = 1; ; lines += 1) {
      const end = this.#text.indexOf("\n", this.#consumed);
      const length = (end === -1 ? this.#text.length : end) - this.#consumed;
      if (length > MAX_LINE_CHARS) this.#take(this.#consumed + this.#pieceLength(), false);
      else if (end !== -1) this.#take(end, true);
      else return true;
      if (lines % linesPerLook === 0 && performance.now() > deadline) return false;
    }
  }

  #take(end: number, ended: boolean): void {
    const text = withoutReturn(this.#text.slice(this.#consumed, end));
    this.#state = stepLines(this.#state, { text, ended, continued: this.#continued });
    this.#continued = !ended;
    this.#consumed = end + (ended ? 1 : 0);
  }

  /** A piece never ends between the halves of a surrogate pair. */
  #pieceLength(): number {
    const last = this.#text.charCodeAt(this.#consumed + MAX_LINE_CHARS - 1);
    return last >= 0xd800 && last <= 0xdbff ? MAX_LINE_CHARS - 1 : MAX_LINE_CHARS;
  }

  #withLastLine(live: boolean): BlocksState {
    const text = withoutReturn(this.#text.slice(this.#consumed));
    if (text === "" || (live && isUndecided(text))) return this.#state;
    return stepLines(this.#state, { text, ended: false, continued: this.#continued });
  }
}

/** How a block of an answer with these definitions is to be parsed. */
export function parseOptions(block: MarkdownBlock, definitions: readonly Definition[]): ParseOptions {
  return { definitions: definitionsFor(block.text, definitions), start: block.start, headless: block.headless };
}

function parsed(block: RawBlock, definitions: readonly Definition[]): Block {
  switch (block.kind) {
    case "code":
      return block;
    case "math":
      return { kind: "math", tex: block.text };
    case "plain":
      return { kind: "tree", root: plainText(block.text) };
    case "markdown": {
      const options = parseOptions(block, definitions);
      const key = cacheKey(block.text, options);
      return cached(key) ?? remember(key, parseBlock(block.text, options));
    }
  }
}

/** A lone "-" would make the paragraph above a heading for a moment. */
function isUndecided(line: string): boolean {
  return /^[ \t]*(?:-{1,2}|=+)[ \t]*$/.test(line);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
