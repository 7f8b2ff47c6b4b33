import { textPart, thinkingPart } from "./fields.ts";
import type { ForeignPart } from "./foreign.ts";

/** `<think>…</think>` before an answer, as models write it. */
const thought = /^\s*<think>([\s\S]*?)<\/think>/;

export function splitThinking(text: string): ForeignPart[] {
  const found = thought.exec(text);
  if (found === null) return textPart(text);
  return [...thinkingPart(found[1]), ...textPart(text.slice(found[0].length).trimStart())];
}
