import type { WindowWords } from "../../src-shared/words/index.ts";

/** What a text is called; a file by its own name. */
export function textWords(words: WindowWords["lab"], name: string): string {
  return Object.hasOwn(words.texts, name) ? words.texts[name as keyof typeof words.texts] : name;
}
