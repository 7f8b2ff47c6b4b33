import { type AppState, screenOrder } from "../state/app.svelte.ts";
import type { Modifier } from "../../src-shared/words/index.ts";
import type { Feature } from "../features/registry.ts";
import { isMac } from "../words/is-mac.ts";

/** The key that shortcuts start with. */
export const modifier: Modifier = isMac ? "command" : "control";

/** A screen's search field carries this attribute, so that Ctrl+K finds it. */
const searchSelector = "[data-search]";

/** Ctrl or Cmd with 1 to 7 opens a screen, with K the search of the screen, or Discover's where it has none. */
export function handleShortcut(event: KeyboardEvent, app: AppState, features: readonly Feature[]): void {
  if ((isMac ? !event.metaKey : !event.ctrlKey) || event.altKey || event.shiftKey) return;
  // A popover or an inspector stands beside the screen; a dialog stands in its way.
  if (document.querySelector("[role=dialog]:not([data-popover])")) return;
  if (event.key === "k") {
    event.preventDefault();
    if (focusSearch()) return;
    app.go("discover");
    focusSearchWhenThere();
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

/** The screen's code may still be loading. */
function focusSearchWhenThere(): void {
  const observer = new MutationObserver(() => {
    if (focusSearch()) observer.disconnect();
  });
  observer.observe(document.body, { childList: true, subtree: true });
}
