import type { WindowWords } from "../../../src-shared/words/index.ts";

/** Of a repository's tags, those that mean something to a person, in words; the Hub's own bookkeeping is left out. */
export function tellingTags({ discover }: WindowWords, tags: readonly string[]): string[] {
  const words: Readonly<Record<string, string>> = discover.detail.tags;
  return [...new Set(tags.flatMap((tag) => (Object.hasOwn(words, tag) ? (words[tag] ?? []) : [])))];
}
