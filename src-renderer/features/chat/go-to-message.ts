import { endHighlight, highlightText } from "./highlight-text.ts";
import { whileDrawn } from "./while-drawn.ts";

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

  const end = whileDrawn(scroller, content, (held) => {
    if (!held) return;
    const place = needle === "" ? null : highlightText(message, needle);
    (place?.startContainer.parentElement ?? message).scrollIntoView({ block: place ? "center" : "nearest" });
  });
  return () => {
    end();
    delete message.dataset["found"];
    endHighlight();
  };
}
