import type { Root } from "hast";
import { MAX_CACHED_BLOCKS } from "./limits.ts";
import type { ParseOptions } from "./parse-block.ts";

export interface TreeBlock {
  kind: "tree";
  root: Root;
}

const cache = new Map<string, TreeBlock>();

/**
 * What was parsed last, under all that it was parsed from: branches and conversations are gone back to, and a block that
 * keeps its identity is not rendered again.
 */
export function cacheKey(text: string, { definitions = "", start = null, headless = false }: ParseOptions): string {
  return `${headless ? "h" : ""}${start ?? ""}\u0000${definitions}\u0000${text}`;
}

export function cached(key: string): TreeBlock | null {
  const known = cache.get(key);
  if (!known) return null;
  cache.delete(key);
  cache.set(key, known);
  return known;
}

export function remember(key: string, root: Root): TreeBlock {
  const block: TreeBlock = { kind: "tree", root };
  cache.set(key, block);
  const oldest = cache.keys().next();
  if (cache.size > MAX_CACHED_BLOCKS && !oldest.done) cache.delete(oldest.value);
  return block;
}
