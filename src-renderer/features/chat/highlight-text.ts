import { rangesOf } from "../../../src-shared/contract/index.ts";

/** The names under which `base.css` draws it: every place, and the one that a reader was led to. */
const name = "found";
const nameNow = "found-now";
/** Of one place: a reader looks at the first ones. */
const mostRanges = 200;
/** Of all that is drawn of a conversation. */
const mostInThread = 2000;

/**
 * Marks where `needle` is written inside of an element, over the borders of its elements as well, without changing them. Returns the first
 * place; null where it is not written there, as in another alphabet's capitals or in what is not drawn yet.
 */
export function highlightText(element: Element, needle: string): Range | null {
  const ranges = rangesIn(element, needle, mostRanges);
  mark(name, ranges);
  return ranges[0] ?? null;
}

/** The same with every place in it, however many. */
export function highlightAll(element: Element, needle: string): void {
  mark(name, rangesIn(element, needle, mostInThread));
}

/** Marks one of the places more than the others, and returns it; the last one where there are fewer, null where there is none. */
export function highlightNow(element: Element, needle: string, nth: number): Range | null {
  const ranges = rangesIn(element, needle, nth + 1);
  const place = ranges[nth] ?? ranges.at(-1) ?? null;
  mark(nameNow, place === null ? [] : [place]);
  return place;
}

export function endHighlight(): void {
  mark(name, []);
  mark(nameNow, []);
}

function mark(as: string, ranges: readonly Range[]): void {
  if (!("highlights" in CSS)) return;
  if (ranges.length === 0) CSS.highlights.delete(as);
  else CSS.highlights.set(as, new Highlight(...ranges));
}

function rangesIn(element: Element, needle: string, most: number): Range[] {
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
    .slice(0, most)
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
