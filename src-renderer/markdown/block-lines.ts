import { AppendList } from "./append-list.ts";
import { MAX_BLOCKS } from "./limits.ts";
import type { RawBlock } from "./blocks.ts";
import { type Line, type OpenBlock, closeBlocks, stepBlocks } from "./split-blocks.ts";

/** The blocks of an answer so far, and the one that is still open. What is reasoning was taken out in main. */
export interface BlocksState {
  blocks: AppendList<RawBlock>;
  open: OpenBlock | null;
}

export const startState: BlocksState = { blocks: AppendList.empty(), open: null };

/** Advances by one line; pure, as `stepBlocks`. */
export function stepLines(state: BlocksState, line: Line): BlocksState {
  if (state.blocks.length >= MAX_BLOCKS) {
    const before = state.open ? textOf(state.open) : "";
    const glue = before === "" || line.continued ? "" : "\n";
    return { ...state, open: { kind: "plain", text: before + glue + line.text } };
  }
  const step = stepBlocks(state.open, line);
  return { ...state, blocks: appendAll(state.blocks, step.finished), open: step.open };
}

/** All blocks of an answer that ends here. */
export function blocksOf({ blocks, open }: BlocksState): readonly RawBlock[] {
  return (open ? appendAll(blocks, closeBlocks(open)) : blocks).toArray();
}

function appendAll(blocks: AppendList<RawBlock>, added: readonly RawBlock[]): AppendList<RawBlock> {
  return added.reduce((list, block) => list.append(block), blocks);
}

function textOf(open: OpenBlock): string {
  return closeBlocks(open)
    .map((block) => block.text)
    .join("\n");
}
