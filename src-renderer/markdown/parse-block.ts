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
import { cjkEmphasis } from "./cjk-emphasis.ts";
import { inlineTags, pairTags, tagHandler } from "./inline-tags.ts";
import {
  MAX_BRACKETS,
  MAX_CONTAINER_DEPTH,
  MAX_INLINE_MARKS,
  MAX_INLINE_WEIGHT,
  MAX_TABLE_CELLS,
  MAX_TREE_DEPTH,
  MAX_TREE_NODES,
} from "./limits.ts";
import { countMarks } from "./marks.ts";
import { mathSyntax } from "./math-syntax.ts";
import { answerSchema } from "./schema.ts";
import { tame } from "./tame.ts";

declare module "mdast-util-math" {
  interface InlineMathData {
    /** On a separate line, though it was written inside one. */
    display?: boolean;
  }
}

const handlers: Handlers = {
  inlineTag: tagHandler,
  inlineMath: (_state: State, node: InlineMath) => mathElement(node.value, node.data?.display ? "display" : "inline"),
  math: (_state: State, node: FlowMath) => {
    // What stands in the line of the opening is its formula too.
    const tex = [node.meta ?? "", node.value].join("\n").trim();
    return tex === "" ? element("p", [{ type: "text", value: "$$" }]) : mathElement(tex, "display");
  },
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
  .use(cjkEmphasis)
  .use(inlineTags)
  .use(remarkRehype, { handlers })
  .use(() => pairTags)
  .use(() => tame)
  .use(rehypeSanitize, answerSchema)
  .freeze();

export interface ParseOptions {
  /** Link and footnote definitions of the rest of the answer, which the block may refer to; they leave nothing in the tree. */
  definitions?: string;
  /** The number of the first item, for a list that goes on from the block before. */
  start?: number | null;
  /** The table's head was shown with the block before. */
  headless?: boolean;
}

/** Parses one block into a sanitised tree. */
export function parseBlock(
  text: string,
  { definitions = "", start = null, headless = false }: ParseOptions = {},
): Root {
  if (isTooDense(text)) return plainText(text);
  const source = definitions === "" ? text : `${text}\n\n${definitions}`;
  const parsed = processor.parse(source);
  if (definitions !== "") {
    parsed.children = parsed.children.filter(
      (node) => node.type === "definition" || (node.position?.start.offset ?? 0) < text.length,
    );
  }
  if (!settle(parsed, source)) return plainText(text);
  const [first] = parsed.children;
  if (start !== null && first?.type === "list" && first.ordered) first.start = start;
  const root = processor.runSync(parsed);
  return headless ? withoutHead(root) : root;
}

function withoutHead(root: Root): Root {
  const table = root.children.find((child): child is Element => child.type === "element" && child.tagName === "table");
  if (table) table.children = table.children.filter((child) => child.type !== "element" || child.tagName !== "thead");
  return root;
}

/** Text that no parser looks at, as a paragraph. It is the only one with a class: see what `Markdown.svelte` does with it. */
export function plainText(text: string): Root {
  const paragraph = element("p", [{ type: "text", value: text }]);
  paragraph.properties = { className: ["raw"] };
  return { type: "root", children: [paragraph] };
}

/** Raw HTML is text like any other: the parser does not know that it exists. */
function withoutHtml(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: unknown[] };
  (data.micromarkExtensions ??= []).push({ disable: { null: ["htmlFlow", "htmlText"] } });
}

const containerRun = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/** Checked before the parser runs, because its time is what must be bounded. */
export function isTooDense(text: string): boolean {
  if (countMarks(text) > MAX_INLINE_MARKS) return true;
  if ((text.match(/\[/g)?.length ?? 0) > MAX_BRACKETS) return true;
  const lines = text.split("\n");
  const cells = Math.max(...lines.map((line) => line.split("|").length));
  if (cells > 2 && cells * lines.length > MAX_TABLE_CELLS) return true;
  return lines.some((line) => {
    const run = containerRun.exec(line)?.[0] ?? "";
    return run.replace(/[\s\d]/g, "").length > MAX_CONTAINER_DEPTH;
  });
}

/** What is drawn of a line by itself; what can be pressed takes twice as long. */
const inlineWeights: Readonly<Record<string, number>> = {
  ...{ link: 2, linkReference: 2, image: 2, imageReference: 2 },
  ...{ emphasis: 1, strong: 1, delete: 1 },
};

/** Marks "$$x$$" inside a line as displayed, as in TeX. False when the tree is too deep or too large to be rendered. */
function settle(root: MarkdownRoot, source: string): boolean {
  const pending: { node: MarkdownRoot | MarkdownRoot["children"][number]; depth: number }[] = [
    { node: root, depth: 0 },
  ];
  let nodes = 0;
  let inline = 0;
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    const { node, depth } = entry;
    nodes += 1;
    inline += inlineWeights[node.type] ?? 0;
    if (depth > MAX_TREE_DEPTH || nodes > MAX_TREE_NODES || inline > MAX_INLINE_WEIGHT) return false;
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
