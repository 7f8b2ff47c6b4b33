import type { ElementContent, Root } from "hast";
import katex from "katex";
import rehypeSanitize from "rehype-sanitize";
import { unified } from "unified";
import { MAX_TEX_CHARS } from "./limits.ts";
import { mathSchema } from "./schema.ts";

const sanitizer = unified().use(rehypeSanitize, mathSchema).freeze();

/**
 * Loaded when the first formula shows. MathML alone: the browser lays it out, and KaTeX's HTML would need the inline
 * styles that the content-security policy refuses. Null for what KaTeX does not understand: it is shown as it is.
 */
export function toMathml(tex: string, display: boolean): ElementContent[] | null {
  if (tex.length > MAX_TEX_CHARS) return null;
  let markup: string;
  try {
    markup = katex.renderToString(tex, {
      output: "mathml",
      displayMode: display,
      trust: false,
      strict: "ignore",
      // A formula may define macros by one another; these end it.
      maxExpand: 200,
      maxSize: 20,
    });
  } catch {
    return null;
  }
  // The few styles of its MathML are decoration. They are taken out before anything parses them, because a refused style
  // is reported each time. Text cannot look like one: KaTeX writes every quotation mark of it as a reference.
  const parsed = new DOMParser().parseFromString(markup.replace(/ style="[^"]*"/g, ""), "text/html");
  const root: Root = { type: "root", children: childrenOf(parsed.body) };
  return sanitizer.runSync(root).children.filter((node) => node.type === "element");
}

function childrenOf(parent: Element): ElementContent[] {
  return [...parent.childNodes].flatMap((node): ElementContent[] => {
    if (node instanceof Text) return [{ type: "text", value: node.data }];
    if (!(node instanceof Element)) return [];
    const properties = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]));
    return [{ type: "element", tagName: node.localName, properties, children: childrenOf(node) }];
  });
}
