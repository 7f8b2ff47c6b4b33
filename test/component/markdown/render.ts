import { render } from "@testing-library/svelte";
import { vi } from "vitest";
import { Markdown } from "../../../src-renderer/markdown/index.ts";

export function renderMarkdown(text: string, live = false) {
  const onlink = vi.fn<(url: string) => void>();
  const view = render(Markdown, { text, live, onlink });
  const root = view.container.querySelector(".markdown");
  if (!root) throw new Error("nothing was rendered");
  return { ...view, root, onlink };
}

/** The document as a person meets it: elements, their text and what can be acted on. */
export function shape(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
  if (!(node instanceof Element)) return "";
  const inner = [...node.childNodes].map(shape).join("");
  return `<${node.localName}>${inner}</>`;
}
