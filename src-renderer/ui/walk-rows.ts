/**
 * The arrow keys, Home and End walk through what `selector` finds inside the listening element, which stays a row of ordinary
 * buttons. Returns the one that has the focus now; null when the key was another.
 */
export function walkRows(event: KeyboardEvent & { currentTarget: HTMLElement }, selector: string): HTMLElement | null {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return null;
  const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
  if (!next) return null;
  event.preventDefault();
  next.focus();
  return next;
}
