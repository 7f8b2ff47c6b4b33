import type { ElementContent, Root } from "hast";
import rehypeKatex from "rehype-katex";
import rehypeSanitize from "rehype-sanitize";
import { unified } from "unified";
import { MAX_TEX_CHARS } from "./limits.ts";
import { mathSchema } from "./schema.ts";

/**
 * MathML alone: the browser lays it out, and KaTeX's HTML would need the inline styles that the content-security policy
 * refuses.
 */
const processor = unified()
  .use(rehypeKatex, {
    output: "mathml",
    trust: false,
    strict: "ignore",
    // A formula may define macros by one another; these end it.
    maxExpand: 200,
    maxSize: 20,
  })
  .use(rehypeSanitize, mathSchema)
  .freeze();

/** Loaded when the first formula shows. A formula that KaTeX does not understand comes back as its source, or null. */
export function toMathml(tex: string, display: boolean): ElementContent[] | null {
  if (tex.length > MAX_TEX_CHARS) return null;
  const source: Root = {
    type: "root",
    children: [
      {
        type: "element",
        tagName: "span",
        properties: { className: [display ? "math-display" : "math-inline"] },
        children: [{ type: "text", value: tex }],
      },
    ],
  };
  const result = processor.runSync(source);
  const elements = result.children.filter((node) => node.type === "element");
  return elements.some(containsMath) ? elements : null;
}

function containsMath(node: ElementContent): boolean {
  return node.type === "element" && (node.tagName === "math" || node.children.some(containsMath));
}
