import type { ModelCard } from "../../src-shared/contract/index.ts";
import { toldLicence } from "../../src-shared/figures/index.ts";
import type { WindowWords } from "../../src-shared/words/index.ts";
import { type LicenceWords, licenceWords } from "./licence-words.ts";

/** A model's licence in words; null where nothing says one. `onHub`: what its repository says. */
export function licenceOf(
  words: WindowWords,
  onHub: string | null,
  card: Pick<ModelCard, "license"> | null,
): LicenceWords | null {
  const license = toldLicence(onHub, card?.license ?? null);
  return license === null ? null : licenceWords(words, license);
}
