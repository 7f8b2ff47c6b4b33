import type { Definition, RawBlock } from "./blocks.ts";
import { MAX_DEFINITIONS, MAX_DEFINITION_CHARS } from "./limits.ts";

const definitionLine = /^ {0,3}(\[[^\]\n]{1,200}\]):[ \t]*\S.*$/gm;
const none: readonly Definition[] = [];

/** The definitions of one block. */
export function definitionsOf(text: string): readonly Definition[] {
  if (!text.includes("]:")) return none;
  const found: Definition[] = [];
  for (const [line, reference = ""] of text.matchAll(definitionLine)) {
    if (found.length >= MAX_DEFINITIONS) break;
    if (line.length <= MAX_DEFINITION_CHARS) found.push({ reference: reference.toLowerCase(), line: line.trim() });
  }
  return found;
}

/** The first definitions of an answer. */
export function definitionsIn(blocks: readonly RawBlock[]): readonly Definition[] {
  const found: Definition[] = [];
  for (const block of blocks) {
    if (block.kind !== "markdown" || block.defines.length === 0) continue;
    found.push(...block.defines.slice(0, MAX_DEFINITIONS - found.length));
    if (found.length >= MAX_DEFINITIONS) break;
  }
  return found;
}

/** Those that a block refers to and does not hold itself, as Markdown. */
export function definitionsFor(text: string, definitions: readonly Definition[]): string {
  if (definitions.length === 0 || !text.includes("[")) return "";
  const lower = text.toLowerCase();
  return definitions
    .filter(({ reference, line }) => lower.includes(reference) && !text.includes(line))
    .map(({ line }) => line)
    .join("\n\n");
}
