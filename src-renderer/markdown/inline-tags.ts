import type { Element, ElementContent, Root } from "hast";
import type { Literal } from "mdast";
import type { CompileContext, Extension as FromMarkdown, Token } from "mdast-util-from-markdown";
import type { State } from "mdast-util-to-hast";
import type { Code, Construct, Effects, Extension, State as Tokenizing, TokenizeContext } from "micromark-util-types";
import type { Processor } from "unified";

/**
 * The few HTML tags that answers are written with because Markdown has no sign for them: `<br>` (the only way to break a
 * line in a table), `<sub>` and `<sup>`. Every other tag is text.
 */
declare module "micromark-util-types" {
  interface TokenTypeMap {
    inlineTag: "inlineTag";
  }
}

declare module "mdast" {
  interface PhrasingContentMap {
    inlineTag: InlineTag;
  }
  interface RootContentMap {
    inlineTag: InlineTag;
  }
}

const lessThan = 60;
const greaterThan = 62;
const tag = /^<(?:br *\/? *|\/?su[bp])>$/i;
/** With some blanks. */
const longestTag = 12;

/** A tag as it was written, lower case. A break is a `break` at once; the others are paired when the tree is made. */
export interface InlineTag extends Literal {
  type: "inlineTag";
}

export function inlineTags(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: Extension[]; fromMarkdownExtensions?: FromMarkdown[] };
  const construct: Construct = { name: "inlineTag", tokenize };
  (data.micromarkExtensions ??= []).push({ text: { [lessThan]: construct } });
  (data.fromMarkdownExtensions ??= []).push({ exit: { inlineTag: exitTag } });
}

function exitTag(this: CompileContext, token: Token): undefined {
  const value = this.sliceSerialize(token).toLowerCase();
  const node = value.startsWith("<br") ? { type: "break" } : { type: "inlineTag", value };
  this.enter(node as never, token);
  this.exit(token);
}

function tokenize(this: TokenizeContext, effects: Effects, ok: Tokenizing, nok: Tokenizing): Tokenizing {
  let text = "";
  return (code) => {
    effects.enter("inlineTag");
    return inside(code);
  };

  function inside(code: Code): Tokenizing | undefined {
    if (code === null || code < 0 || text.length > longestTag) return nok(code);
    text += String.fromCharCode(code);
    effects.consume(code);
    return code === greaterThan ? end : inside;
  }

  function end(code: Code): Tokenizing | undefined {
    if (!tag.test(text)) return nok(code);
    effects.exit("inlineTag");
    return ok(code);
  }
}

/** Pairs `<sub>` and `<sup>` that are siblings; what has no partner is text. */
export function pairTags(root: Root): void {
  visit(root);
}

function visit(parent: Root | Element): void {
  const made: ElementContent[] = [];
  const open: { tag: string; at: number }[] = [];
  for (const child of parent.children) {
    if (child.type === "doctype") continue;
    const tag = child.type === "element" && child.tagName === tagElement ? String(child.properties.value) : null;
    if (child.type === "element" && tag === null) visit(child);
    const name = tag?.replace(/[</>]/g, "") ?? "";
    const from = tag?.startsWith("</") ? open.findLastIndex((each) => each.tag === name) : -1;
    const start = from === -1 ? undefined : open.splice(from)[0];
    if (start !== undefined) {
      const inside = made.splice(start.at).slice(1);
      made.push({ type: "element", tagName: name, properties: {}, children: inside });
      continue;
    }
    if (tag !== null && !tag.startsWith("</")) open.push({ tag: name, at: made.length });
    made.push(tag === null ? child : { type: "text", value: tag });
  }
  parent.children = made;
}

/** Lives between the Markdown's tree and `pairTags` alone. */
const tagElement = "inline-tag";

export function tagHandler(_state: State, node: InlineTag): Element {
  return { type: "element", tagName: tagElement, properties: { value: node.value }, children: [] };
}
