import { endHighlight, highlightText } from "./highlight-text.ts";

/** What is drawn late, as code and formulas are, moves what is below it: so long the place is held. */
const holdMs = 1500;

/**
 * Brings a message of the thread into view, with what is looked for in it, marks both, and holds it there while the thread is still being
 * drawn; a reader who scrolls has it no longer held. The message has the focus. Returns the function that ends it.
 */
export function goToMessage(scroller: HTMLElement, messageId: string, needle: string): () => void {
  const message = scroller.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`);
  const content = scroller.firstElementChild;
  if (message === null || content === null) return () => undefined;
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.dataset["found"] = "";

  const show = (): void => {
    const place = needle === "" ? null : highlightText(message, needle);
    (place?.startContainer.parentElement ?? message).scrollIntoView({ block: place ? "center" : "nearest" });
  };
  show();
  const observer = new ResizeObserver(show);
  observer.observe(content);
  const letGo = (): void => observer.disconnect();
  const timer = setTimeout(letGo, holdMs);
  const gestures = ["wheel", "pointerdown", "keydown"] as const;
  for (const gesture of gestures) scroller.addEventListener(gesture, letGo, { passive: true });
  return () => {
    letGo();
    clearTimeout(timer);
    for (const gesture of gestures) scroller.removeEventListener(gesture, letGo);
    delete message.dataset["found"];
    endHighlight();
  };
}
