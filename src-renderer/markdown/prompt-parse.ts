import type { Root } from "hast";
import { cacheKey, cached, remember } from "./block-cache.ts";
import { MAX_PROMPT_CHARS, MAX_PROMPT_LINES, MAX_PROMPT_MARKS } from "./limits.ts";
import { countMarks } from "./marks.ts";
import { type ParseOptions, parseBlock } from "./parse-block.ts";

/** Formulas are the worker's. */
const formula = /\$|\\[([]/;

/** Whether a text is parsed within a few milliseconds, whatever it says. */
export function isPrompt(text: string, { definitions = "" }: ParseOptions): boolean {
  const chars = text.length + definitions.length;
  if (chars > MAX_PROMPT_CHARS || formula.test(text)) return false;
  const all = definitions === "" ? text : `${text}\n${definitions}`;
  return countMarks(all) <= MAX_PROMPT_MARKS && all.split("\n").length <= MAX_PROMPT_LINES;
}

/** The tree of a block where that is known or found at once; else null. A block that still grows is not remembered. */
export function parsePromptly(text: string, options: ParseOptions, hasTime: boolean, growing: boolean): Root | null {
  const key = cacheKey(text, options);
  const known = cached(key);
  if (known) return known.root;
  if (!hasTime || !isPrompt(text, options)) return null;
  const root = parseBlock(text, options);
  return growing ? root : remember(key, root).root;
}
