import type { LanguageCode } from "../contract/index.ts";
import { germanTerminal } from "./de/terminal/index.ts";
import { type TerminalWords, englishTerminal } from "./en/terminal/index.ts";

export type { TerminalWords };

/** What the command line alone says. */
export const terminalWords: Readonly<Record<LanguageCode, TerminalWords>> = { en: englishTerminal, de: germanTerminal };
