import type { Element, ElementContent, Root } from "hast";
import katex from "katex";
import rehypeSanitize from "rehype-sanitize";
import { unified } from "unified";
import { MAX_MATH_DEPTH, MAX_MATH_NODES, MAX_TEX_CHARS } from "../limits.ts";
import { mathSchema } from "../schema.ts";

const sanitizer = unified().use(rehypeSanitize, mathSchema).freeze();

const definition = /\\(?:[gex]?def|(?:re|provide)?newcommand|providecommand|let|futurelet|global|long)(?![A-Za-z])/;
/** With these (or with parameters, "#") what a macro stands for can grow with each use. */
const growth = /#|\\(?:[ex]def|expandafter|noexpand|futurelet)(?![A-Za-z])/;
/** Tokens that macros of a formula's own may add to it. */
const maxAddedTokens = 20_000;

/**
 * A formula as MathML: the browser lays it out, and KaTeX's HTML would need the inline styles that the
 * content-security policy refuses. Null for what KaTeX does not understand, and for what would be too much: it is shown as it is.
 */
export function toMathml(tex: string, display: boolean): ElementContent[] | null {
  if (tex.length > MAX_TEX_CHARS) return null;
  const defines = definition.test(tex);
  if (defines && growth.test(tex)) return null;
  let made: unknown;
  try {
    made = treeOf(tex, {
      output: "mathml",
      displayMode: display,
      trust: false,
      strict: "ignore",
      // A macro without parameters adds at most the formula's own length each time.
      maxExpand: defines ? Math.min(200, Math.floor(maxAddedTokens / tex.length)) : 200,
      maxSize: 20,
    });
  } catch {
    return null;
  }
  const count = { nodes: 0 };
  const children = toHast(made, count, 0);
  if (children === null) return null;
  const root: Root = { type: "root", children };
  return sanitizer.runSync(root).children.filter((node) => node.type === "element");
}

/** KaTeX's own tree: no text of it is ever parsed as markup. */
const { __renderToDomTree: treeOf } = katex as unknown as {
  __renderToDomTree: (tex: string, options: katex.KatexOptions) => unknown;
};

/** What KaTeX's nodes of every kind have between them. */
interface KatexNode {
  /** Of an element of MathML. */
  type?: string;
  attributes?: Record<string, string>;
  children?: readonly unknown[];
  /** Of a text. */
  text?: string;
  /** Of a space: the character that it is, or its width in em. */
  character?: string | null;
  width?: number;
}

/** Null where the formula has more parts, or deeper ones, than one has. */
function toHast(node: unknown, count: { nodes: number }, depth: number): ElementContent[] | null {
  const { type, attributes = {}, children = [], text, character, width } = node as KatexNode;
  count.nodes += 1;
  if (count.nodes > MAX_MATH_NODES || depth > MAX_MATH_DEPTH) return null;
  if (typeof text === "string") return [{ type: "text", value: text }];
  if (typeof character === "string")
    return [{ type: "element", tagName: "mtext", properties: {}, children: [{ type: "text", value: character }] }];
  if (typeof width === "number") {
    return [{ type: "element", tagName: "mspace", properties: { width: `${String(width)}em` }, children: [] }];
  }
  const made: ElementContent[] = [];
  for (const child of children) {
    const part = toHast(child, count, depth + 1);
    if (part === null) return null;
    made.push(...part);
  }
  if (typeof type !== "string") return made;
  const element: Element = { type: "element", tagName: type, properties: { ...attributes }, children: made };
  return [element];
}
