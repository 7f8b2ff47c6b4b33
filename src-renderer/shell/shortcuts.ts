import { type AppState, screenOrder } from "../state/app.svelte.ts";
import type { Feature } from "../features/registry.ts";
import { isBehindDialog, isShortcut } from "../words/is-mac.ts";

/** A screen's search field carries this attribute, so that Ctrl+F finds it. */
const searchSelector = "[data-search]";

/**
 * Ctrl or Cmd with 1 to 9 opens a screen, with K the palette, with F the search of the screen; the chat finds in what is open there itself.
 */
export function handleShortcut(
  event: KeyboardEvent,
  app: AppState,
  { features, onpalette }: { features: readonly Feature[]; onpalette: () => void },
): void {
  if (!isShortcut(event) || isBehindDialog()) return;
  if (event.key === "k") {
    event.preventDefault();
    onpalette();
    return;
  }
  if (event.key === "f" && app.screen !== "chat") {
    if (focusSearch()) event.preventDefault();
    return;
  }
  const screen = /^[1-9]$/.test(event.key) ? screenOrder[Number(event.key) - 1] : undefined;
  if (screen === undefined || !features.some((feature) => feature.id === screen)) return;
  event.preventDefault();
  app.go(screen);
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>(searchSelector);
  field?.focus();
  field?.select();
  return field !== null;
}
