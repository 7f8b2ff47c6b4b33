import { MAX_CHUNK_BLOCKS, MAX_CHUNK_LINES, MAX_CHUNK_WEIGHT, MAX_PIECE_CHARS, MAX_PROMPT_CHARS } from "./limits.ts";
import { countMarks } from "./marks.ts";
import type { RawBlock } from "./blocks.ts";

/** Blocks that are drawn and taken off the page together. */
export interface Chunk {
  blocks: readonly RawBlock[];
  /** How many elements it may become, by estimate. */
  weight: number;
  /** How many lines of text it may take on the screen, by estimate. */
  lines: number;
  /** Characters of its text, without the pieces of long code and plain text, which come and go by themselves. */
  chars: number;
  /** One of its blocks is prose without end, see `Markdown.svelte`. */
  hasLongText: boolean;
}

/** Roughly what a line of the thread's width holds. */
const charsOfLine = 90;
/** A code block's frame, head and button. */
const codeWeight = 36;
/** Lines of code that are on the page at once: the pieces of longer code come and go by themselves. */
const shownCodeLines = 50;

/** Cuts a growing list of blocks into chunks. What is finished keeps its identity. */
export class Chunker {
  #blocks: readonly RawBlock[] = [];
  #chunks: Chunk[] = [];

  update(blocks: readonly RawBlock[]): readonly Chunk[] {
    const kept = this.#keptChunks(blocks);
    let from = kept.reduce((sum, chunk) => sum + chunk.blocks.length, 0);
    const chunks = kept;
    while (from < blocks.length) {
      const chunk = chunkFrom(blocks, from);
      chunks.push(chunk);
      from += chunk.blocks.length;
    }
    this.#blocks = blocks;
    this.#chunks = chunks;
    return chunks.slice();
  }

  /** All but the last two: what is appended may still change where they end, and their last block. */
  #keptChunks(blocks: readonly RawBlock[]): Chunk[] {
    if (blocks[0] !== this.#blocks[0]) return [];
    const kept = this.#chunks.slice(0, -2);
    let end = kept.reduce((sum, chunk) => sum + chunk.blocks.length, 0);
    while (kept.length > 0 && blocks[end - 1] !== kept.at(-1)?.blocks.at(-1)) {
      end -= kept.pop()?.blocks.length ?? 0;
    }
    return kept;
  }
}

function chunkFrom(blocks: readonly RawBlock[], from: number): Chunk {
  let weight = 0;
  let lines = 0;
  let chars = 0;
  let to = from;
  while (to < blocks.length && to - from < MAX_CHUNK_BLOCKS) {
    const block = blocks[to];
    if (!block) break;
    const size = sizeOf(block);
    const isFull = weight + size.weight > MAX_CHUNK_WEIGHT || lines + size.lines > MAX_CHUNK_LINES;
    if (to > from && isFull) break;
    weight += size.weight;
    lines += size.lines;
    chars += size.chars;
    to += 1;
  }
  const within = blocks.slice(from, to);
  return {
    blocks: within,
    weight,
    lines,
    chars,
    hasLongText: within.some(({ kind, text }) => kind === "markdown" && text.length > MAX_PROMPT_CHARS),
  };
}

type Size = Pick<Chunk, "weight" | "lines" | "chars">;

const sizes = new WeakMap<RawBlock, Size>();

function sizeOf(block: RawBlock): Size {
  const known = sizes.get(block);
  if (known) return known;
  const size = measure(block);
  sizes.set(block, size);
  return size;
}

function measure({ kind, text }: RawBlock): Size {
  if (kind === "code" || kind === "plain") {
    const lines = Math.min(shownCodeLines, countLines(text, shownCodeLines));
    return { weight: codeWeight + lines, lines: lines + 2, chars: Math.min(text.length, MAX_PIECE_CHARS) };
  }
  const rows = countLines(text, Infinity);
  return {
    weight: rows * 2 + countMarks(text) + 1,
    lines: rows + Math.floor(text.length / charsOfLine) + 0.5,
    chars: text.length,
  };
}

/** No more than are asked for. */
function countLines(text: string, most: number): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1 && lines < most; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
