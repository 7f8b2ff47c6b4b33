import { MAX_CHUNK_BLOCKS, MAX_CHUNK_LINES, MAX_CHUNK_WEIGHT } from "./limits.ts";
import { countMarks } from "./marks.ts";
import type { RawBlock } from "./split-blocks.ts";

/** Blocks that are drawn and taken off the page together. */
export interface Chunk {
  blocks: readonly RawBlock[];
  /** How many elements it may become, by estimate. */
  weight: number;
  /** How many lines of text it may take on the screen, by estimate. */
  lines: number;
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
  let to = from;
  while (to < blocks.length && to - from < MAX_CHUNK_BLOCKS) {
    const block = blocks[to];
    if (!block) break;
    const size = sizeOf(block);
    const isFull = weight + size.weight > MAX_CHUNK_WEIGHT || lines + size.lines > MAX_CHUNK_LINES;
    if (to > from && isFull) break;
    weight += size.weight;
    lines += size.lines;
    to += 1;
  }
  return { blocks: blocks.slice(from, to), weight, lines };
}

const sizes = new WeakMap<RawBlock, { weight: number; lines: number }>();

function sizeOf(block: RawBlock): { weight: number; lines: number } {
  const known = sizes.get(block);
  if (known) return known;
  const size = measure(block);
  sizes.set(block, size);
  return size;
}

function measure({ kind, text }: RawBlock): { weight: number; lines: number } {
  if (kind === "code" || kind === "plain") {
    const lines = Math.min(shownCodeLines, countLines(text, shownCodeLines));
    return { weight: codeWeight + lines, lines: lines + 2 };
  }
  const rows = countLines(text, Infinity);
  return { weight: rows * 2 + countMarks(text) + 1, lines: rows + Math.floor(text.length / charsOfLine) + 0.5 };
}

/** No more than are asked for. */
function countLines(text: string, most: number): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1 && lines < most; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
