/** What is drawn late, as code and formulas are, moves what is below it: so long a place is held. */
const holdMs = 1500;
const gestures = ["wheel", "pointerdown", "keydown"] as const;

/**
 * Calls `show` now and whenever the thread is drawn on; it is `held` for a while, and until a reader scrolls. Returns the function that
 * ends it.
 */
export function whileDrawn(scroller: HTMLElement, content: Element, show: (held: boolean) => void): () => void {
  let held = true;
  const letGo = (): void => void (held = false);
  show(held);
  const observer = new ResizeObserver(() => show(held));
  observer.observe(content);
  const timer = setTimeout(letGo, holdMs);
  for (const gesture of gestures) scroller.addEventListener(gesture, letGo, { passive: true });
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    for (const gesture of gestures) scroller.removeEventListener(gesture, letGo);
  };
}
