/** Texts of up to this many characters are looked up as they are; longer ones have trigrams. */
export const longestShortTerm = 2;

/** Every text of one or two characters that is in this one, whatever its case. */
export function shortTermsOf(text: string): Set<string> {
  const terms = new Set<string>();
  let before = "";
  for (const character of fold(text)) {
    terms.add(character);
    terms.add(before + character);
    before = character;
  }
  return terms;
}

/** The text as a short term; null for a longer one. */
export function asShortTerm(text: string): string | null {
  const folded = fold(text);
  return [...folded].length <= longestShortTerm ? folded : null;
}

/** Takes those off that are in this text, whatever its case. */
export function takeOffShortTerms(terms: Set<string>, text: string): void {
  const folded = fold(text);
  for (const term of terms) if (folded.includes(term)) terms.delete(term);
}

const fold = (text: string): string => text.toLowerCase();
