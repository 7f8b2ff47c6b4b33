import type { Hit } from "./conversation-find.svelte.ts";
import { endHighlight, highlightNow, highlightText } from "./highlight-text.ts";
import { whileDrawn } from "./while-drawn.ts";

/** Tells an answer's tree what is looked for in it. */
export const revealEvent = "reveal";

/**
 * Marks every place of the thread that says `needle`, and leads to one of them, unfolding the thoughts that it is in. Stays with both while
 * the thread is being drawn; a reader who scrolls has the place no longer held. Returns the function that ends it.
 */
export function showHit(scroller: HTMLElement, hit: Hit, needle: string): () => void {
  const content = scroller.firstElementChild;
  if (content === null) return () => undefined;
  const message = scroller.querySelector<HTMLElement>(`[data-message="${CSS.escape(hit.messageId)}"]`);
  const part = message?.querySelector(".parts")?.children[hit.part] ?? message;
  if (part instanceof HTMLDetailsElement) part.open = true;
  part?.querySelector('[role="tree"]')?.dispatchEvent(new CustomEvent(revealEvent, { detail: needle }));
  const end = whileDrawn(scroller, content, (held) => {
    highlightText(content, needle);
    const place = part ? highlightNow(part, needle, hit.nth) : null;
    if (held) (place?.startContainer.parentElement ?? message)?.scrollIntoView({ block: "center" });
  });
  return () => {
    end();
    endHighlight();
  };
}
