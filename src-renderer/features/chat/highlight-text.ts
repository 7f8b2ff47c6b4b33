import { rangesOf } from "../../../src-shared/contract/index.ts";

/** The names under which `base.css` draws it: every place, and the one that a reader was led to. */
const name = "found";
const nameNow = "found-now";

/**
 * Marks where `needle` is written inside of an element, over the borders of its elements as well, without changing them: the first places, as
 * many as `rangesOf` knows. Returns the first; null where it is not written there, as in another alphabet's capitals or in what is not drawn yet.
 */
export function highlightText(element: Element, needle: string): Range | null {
  const ranges = rangesIn(element, needle);
  mark(name, ranges);
  return ranges[0] ?? null;
}

/** Marks one of the places more than the others, and returns it; the last one where there are fewer, null where there is none. */
export function highlightNow(element: Element, needle: string, nth: number): Range | null {
  const ranges = rangesIn(element, needle);
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
  let here = 0;
  /** Places come from the left, so that no node is looked at twice. */
  const at = (offset: number): { node: Text; start: number } | undefined => {
    while ((nodes[here + 1]?.start ?? Infinity) <= offset) here++;
    return nodes[here];
  };
  return rangesOf(text, needle).flatMap(({ start, end }) => {
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
