import type { Element, Root, RootContent } from "hast";
import { type Block, StreamingDocument } from "../../../src-renderer/markdown/streaming-document.ts";

/** What an answer becomes, as compact HTML: formulas as `<math>` with their source, code blocks as `<pre>`. */
export function asHtml(text: string): string {
  return new StreamingDocument().update(text, false).map(block).join("");
}

/** As `asHtml`, of an answer that came character by character. */
export function streamedAsHtml(text: string): string {
  const document = new StreamingDocument();
  for (let end = 1; end < text.length; end += 1) document.update(text.slice(0, end), true);
  return document.update(text, false).map(block).join("");
}

function block(each: Block): string {
  if (each.kind === "tree") return children(each.root).replaceAll(/\n(?=<)|(?<=>)\n/g, "");
  return each.kind === "code" ? `<pre ${each.language}>${each.text}</pre>` : `<math>${each.tex}</math>`;
}

function children(node: Root | Element): string {
  return node.children.map(html).join("");
}

function html(node: RootContent): string {
  if (node.type === "text") return node.value.replaceAll("<", "&lt;");
  if (node.type !== "element") return "";
  if (node.properties.dataMath !== undefined) return `<math>${children(node)}</math>`;
  return node.tagName === "br" ? "<br>" : `<${node.tagName}>${children(node)}</${node.tagName}>`;
}
