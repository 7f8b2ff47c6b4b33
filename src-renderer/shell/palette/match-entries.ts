/** What a query is compared with. */
export interface Matchable {
  label: string;
  /** Other words for it. */
  also?: string;
}

/** Letters without case and accents, so that "cafe" finds "Café". */
const fold = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

/**
 * The entries that a query means, the best first, equally good ones as they came: what begins with it, what has words that begin with its
 * words, what has its words inside, what has its letters as initials ("nc": New conversation). Nothing else: a match can be seen. All, as
 * they came, for an empty query.
 */
export function matchEntries<T extends Matchable>(entries: readonly T[], query: string): T[] {
  const wanted = fold(query).trim();
  if (wanted === "") return [...entries];
  const ranked = entries.map((entry) => ({ entry, rank: rankOf(entry, wanted) }));
  return ranked
    .filter(({ rank }) => rank !== null)
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))
    .map(({ entry }) => entry);
}

/** The smaller the better; null: it is not meant. */
function rankOf({ label, also = "" }: Matchable, wanted: string): number | null {
  const name = fold(label);
  if (name.startsWith(wanted)) return 0;
  const words = wordsOf(name);
  const parts = wanted.split(/\s+/u);
  const begins = (part: string): boolean => words.some((word) => word.startsWith(part)) || name.startsWith(part);
  if (parts.every(begins)) return 1;
  if (parts.every((part) => name.includes(part))) return 2;
  const all = `${name} ${fold(also)}`;
  if (parts.every((part) => all.includes(part))) return 3;
  const initials = words.map((word) => word[0] ?? "").join("");
  return wanted.length > 1 && initials.startsWith(wanted) ? 4 : null;
}
