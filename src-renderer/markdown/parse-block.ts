import type { Element, ElementContent, Root } from "hast";
import type { FootnoteDefinition, FootnoteReference, Root as MarkdownRoot } from "mdast";
import type { InlineMath, Math as FlowMath } from "mdast-util-math";
import type { Handlers, State } from "mdast-util-to-hast";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { type Processor, unified } from "unified";
import { MAX_BRACKETS, MAX_CONTAINER_DEPTH, MAX_INLINE_MARKERS, MAX_TREE_DEPTH } from "./limits.ts";
import { mathSyntax } from "./math-syntax.ts";
import { answerSchema } from "./schema.ts";
import { tame } from "./tame.ts";

declare module "mdast-util-math" {
  interface InlineMathData {
    /** On a line of its own, though it was written inside one. */
    display?: boolean;
  }
}

const handlers: Handlers = {
  inlineMath: (_state: State, node: InlineMath) => mathElement(node.value, node.data?.display ? "display" : "inline"),
  math: (_state: State, node: FlowMath) => mathElement(node.value, "display"),
  // Without the links to and fro of GitHub: two answers on one page would share their ids.
  footnoteReference: (_state: State, node: FootnoteReference) =>
    element("sup", [{ type: "text", value: node.identifier }]),
  footnoteDefinition: (state: State, node: FootnoteDefinition) => {
    const mark = element("sup", [{ type: "text", value: node.identifier }]);
    const note = element("div", [mark, { type: "text", value: " " }, ...state.all(node)]);
    note.properties = { className: ["footnote"] };
    return note;
  },
};

const processor = unified()
  .use(remarkParse)
  .use(withoutHtml)
  .use(remarkGfm)
  .use(remarkMath, { singleDollarTextMath: false })
  .use(mathSyntax)
  .use(remarkRehype, { handlers })
  .use(() => tame)
  .use(rehypeSanitize, answerSchema)
  .freeze();

/**
 * Parses one block into a sanitised tree. `definitions` are link and footnote definitions of the rest of the answer,
 * which this block may refer to; they leave nothing in the tree.
 */
export function parseBlock(text: string, definitions = ""): Root {
  if (isTooDense(text)) return plainText(text);
  const source = definitions === "" ? text : `${text}\n\n${definitions}`;
  const parsed = processor.parse(source);
  if (definitions !== "") {
    parsed.children = parsed.children.filter(
      (node) => node.type === "definition" || (node.position?.start.offset ?? 0) < text.length,
    );
  }
  if (!settle(parsed, source)) return plainText(text);
  return processor.runSync(parsed);
}

/** Text that no parser looks at, as a paragraph. */
export function plainText(text: string): Root {
  return { type: "root", children: [element("p", [{ type: "text", value: text }])] };
}

/** Raw HTML is text like any other: the parser is not told that it exists. */
function withoutHtml(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: unknown[] };
  (data.micromarkExtensions ??= []).push({ disable: { null: ["htmlFlow", "htmlText"] } });
}

const inlineMarker = /[*_~[\]!`$\\<]/g;
const containerRun = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/** Checked before the parser runs, because its time is what must be bounded. */
function isTooDense(text: string): boolean {
  const markers = text.match(inlineMarker)?.length ?? 0;
  const brackets = text.match(/\[/g)?.length ?? 0;
  if (markers > MAX_INLINE_MARKERS || brackets > MAX_BRACKETS) return true;
  return text.split("\n").some((line) => {
    const run = containerRun.exec(line)?.[0] ?? "";
    return run.replace(/[\s\d]/g, "").length > MAX_CONTAINER_DEPTH;
  });
}

/** Marks "$$x$$" inside a line as displayed, as in TeX. False when the tree is too deep to be rendered. */
function settle(root: MarkdownRoot, source: string): boolean {
  const pending: { node: MarkdownRoot | MarkdownRoot["children"][number]; depth: number }[] = [
    { node: root, depth: 0 },
  ];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    const { node, depth } = entry;
    if (depth > MAX_TREE_DEPTH) return false;
    if (node.type === "inlineMath" && source.startsWith("$$", node.position?.start.offset ?? source.length)) {
      node.data = { ...node.data, display: true };
    }
    if ("children" in node) for (const child of node.children) pending.push({ node: child, depth: depth + 1 });
  }
  return true;
}

function mathElement(tex: string, display: "inline" | "display"): Element {
  const span = element("span", [{ type: "text", value: tex }]);
  span.properties = { dataMath: display };
  return span;
}

function element(tagName: string, children: ElementContent[]): Element {
  return { type: "element", tagName, properties: {}, children };
}
