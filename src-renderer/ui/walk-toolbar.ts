/**
 * Makes a toolbar of an element: one stop of the Tab key, in which the arrow keys, Home and End lead from one of its buttons to the next.
 */
export function walkToolbar(bar: HTMLElement): () => void {
  const buttons = (): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>("button")];
  const stopAt = (stop: HTMLElement | undefined): void => {
    for (const button of buttons()) button.tabIndex = button === stop ? 0 : -1;
  };
  const focused = ({ target }: FocusEvent): void => {
    const button = (target as HTMLElement).closest<HTMLElement>("button");
    if (button !== null) stopAt(button);
  };
  const pressed = (event: KeyboardEvent): void => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const { length } = all;
    const to = { ArrowRight: (at + 1) % length, ArrowLeft: (at + length - 1) % length, Home: 0, End: length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  };
  // Which buttons there are may change; one of them is always the stop.
  const observer = new MutationObserver(() => {
    if (!buttons().some(({ tabIndex }) => tabIndex === 0)) stopAt(buttons()[0]);
  });
  observer.observe(bar, { childList: true, subtree: true });
  bar.addEventListener("focusin", focused);
  bar.addEventListener("keydown", pressed);
  stopAt(buttons()[0]);
  return () => {
    observer.disconnect();
    bar.removeEventListener("focusin", focused);
    bar.removeEventListener("keydown", pressed);
  };
}
