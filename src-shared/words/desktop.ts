import type { LanguageCode } from "../contract/index.ts";
import { desktop as german } from "./de/desktop.ts";
import { type DesktopWords, desktop as english } from "./en/desktop.ts";

export type { DesktopWords };

/** What the system shows for Bitloft: dialogs and the menu. */
export const desktopWords: Readonly<Record<LanguageCode, DesktopWords>> = { en: english, de: german };
