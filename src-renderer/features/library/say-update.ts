import type { LibraryUpdate } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

/** What has changed on the Hub of one variant: "The same name has different content now: weights". */
export function sayUpdate({ library }: WindowWords, { kind, changed }: LibraryUpdate): string {
  const { kinds, changed: parts } = library.updates;
  return [kinds[kind], parts(changed)].filter(Boolean).join(": ");
}
