/** A part of an answer that may be off the page; it says then what it would say. */
interface HidingElement extends HTMLElement {
  hiddenText?: string | null;
}

/**
 * What is far from the screen is not on the page, and a browser copies what is. A selection that reaches over such a part is
 * copied with the part's source in its place.
 */
export function copySelection(event: ClipboardEvent & { currentTarget: HTMLElement }): void {
  const selection = getSelection();
  if (!event.clipboardData || !selection || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  const parts = [...event.currentTarget.querySelectorAll<HidingElement>("div")].filter(
    (part) => "hiddenText" in part && range.intersectsNode(part),
  );
  if (!parts.some((part) => part.hiddenText)) return;
  const texts: string[] = [];
  let from = { node: range.startContainer, offset: range.startOffset };
  for (const part of parts) {
    const hidden = part.hiddenText;
    if (!hidden) continue;
    const before = document.createRange();
    before.setStart(from.node, from.offset);
    before.setEndBefore(part);
    texts.push(before.toString(), hidden);
    const parent = part.parentNode;
    if (!parent) return;
    from = { node: parent, offset: [...parent.childNodes].indexOf(part) + 1 };
  }
  const rest = document.createRange();
  rest.setStart(from.node, from.offset);
  rest.setEnd(range.endContainer, range.endOffset);
  texts.push(rest.toString());
  event.clipboardData.setData("text/plain", texts.filter((text) => text.trim() !== "").join("\n\n"));
  event.preventDefault();
}
