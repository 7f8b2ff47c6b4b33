import { rangesOf } from "../../../src-shared/contract/index.ts";

/** The name under which `base.css` draws it. */
const name = "found";
/** Of one place: a reader looks at the first ones. */
const mostRanges = 200;

/**
 * Marks where `needle` is written inside of an element, over the borders of its elements as well, without changing them. Returns the first
 * place; null where it is not written there, as in another alphabet's capitals or in what is not drawn yet.
 */
export function highlightText(element: Element, needle: string): Range | null {
  const ranges = rangesIn(element, needle);
  if ("highlights" in CSS) {
    if (ranges.length === 0) CSS.highlights.delete(name);
    else CSS.highlights.set(name, new Highlight(...ranges));
  }
  return ranges[0] ?? null;
}

export function endHighlight(): void {
  if ("highlights" in CSS) CSS.highlights.delete(name);
}

function rangesIn(element: Element, needle: string): Range[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("button, .sr-only, [hidden]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes: { node: Text; start: number }[] = [];
  let text = "";
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    nodes.push({ node: node as Text, start: text.length });
    text += (node as Text).data;
  }
  const at = (offset: number): { node: Text; start: number } | undefined =>
    nodes.findLast(({ start, node }) => start <= offset && offset <= start + node.data.length);
  return rangesOf(text, needle)
    .slice(0, mostRanges)
    .flatMap(({ start, end }) => {
      // The character after a border belongs to the node that begins there, the last one to the node that it ends in.
      const from = at(start);
      const to = at(end - 1);
      if (from === undefined || to === undefined) return [];
      const range = document.createRange();
      range.setStart(from.node, start - from.start);
      range.setEnd(to.node, end - to.start);
      return [range];
    });
}
