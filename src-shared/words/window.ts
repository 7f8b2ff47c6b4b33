import type { LanguageCode } from "../contract/index.ts";
import { germanWindow } from "./de/window/index.ts";
import { type WindowWords, englishWindow } from "./en/window/index.ts";

export type { ContextCost } from "./en/window/learn.ts";
export type { Modifier } from "./en/window/shell.ts";
export type { WindowWords };

/** What the window alone says: its screens' own texts. */
export const windowWords: Readonly<Record<LanguageCode, WindowWords>> = { en: englishWindow, de: germanWindow };
