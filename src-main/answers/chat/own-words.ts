import type { Database } from "../../ground/storage/index.ts";
import { PartsTable } from "./parts-table.ts";

const mostTexts = 20_000;

/** What was said last in a person's conversations, by both sides, in the order in which it was said: about so many characters. */
export function ownWords(db: Database, mostCharacters: number): string {
  const texts: string[] = [];
  let characters = 0;
  for (const text of new PartsTable(db).latestTexts(mostTexts)) {
    if (characters >= mostCharacters) break;
    texts.push(text);
    characters += text.length;
  }
  return texts.reverse().join("\n\n");
}
