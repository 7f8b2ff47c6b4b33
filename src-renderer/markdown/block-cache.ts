import type { Root } from "hast";
import { MAX_CACHED_BLOCKS } from "./limits.ts";
import { parseBlock } from "./parse-block.ts";

export interface TreeBlock {
  kind: "tree";
  root: Root;
}

const cache = new Map<string, TreeBlock>();

/**
 * `parseBlock`, remembering what was asked for last: branches and conversations are gone back to, and a block that keeps
 * its identity is not rendered again.
 */
export function cachedParse(text: string, definitions: string): TreeBlock {
  const key = `${definitions}\u0000${text}`;
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const block: TreeBlock = { kind: "tree", root: parseBlock(text, definitions) };
  cache.set(key, block);
  const oldest = cache.keys().next();
  if (cache.size > MAX_CACHED_BLOCKS && !oldest.done) cache.delete(oldest.value);
  return block;
}
