import type { Modifier } from "../../src-shared/words/index.ts";

/** Whether shortcuts start with Cmd instead of Ctrl. */
export const isMac = navigator.userAgent.includes("Mac");

/** The key that shortcuts start with. */
export const modifier: Modifier = isMac ? "command" : "control";

/** Of that key alone, with another one. */
export const isShortcut = (event: KeyboardEvent): boolean =>
  (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;

/** A popover or an inspector stands beside the screen; a dialog stands in its way. */
export const isBehindDialog = (): boolean => document.querySelector("[role=dialog]:not([data-popover])") !== null;
