import type { Hit } from "./conversation-find.svelte.ts";
import { endHighlight, highlightAll, highlightNow } from "./highlight-text.ts";

/** What is drawn late, as code and formulas are, moves what is below it: so long the place is held. */
const holdMs = 1500;

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
  let isHeld = true;

  const show = (): void => {
    highlightAll(content, needle);
    const place = part ? highlightNow(part, needle, hit.nth) : null;
    if (isHeld) (place?.startContainer.parentElement ?? message)?.scrollIntoView({ block: "center" });
  };
  show();
  const observer = new ResizeObserver(show);
  observer.observe(content);
  const letGo = (): void => void (isHeld = false);
  const timer = setTimeout(letGo, holdMs);
  const gestures = ["wheel", "pointerdown", "keydown"] as const;
  for (const gesture of gestures) scroller.addEventListener(gesture, letGo, { passive: true });
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    for (const gesture of gestures) scroller.removeEventListener(gesture, letGo);
    endHighlight();
  };
}
