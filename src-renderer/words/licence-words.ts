import type { WindowWords } from "../../src-shared/words/index.ts";

export interface LicenceWords {
  name: string;
  /** What to know before one relies on the model; null where any use is allowed, or nothing is known of it. */
  trap: string | null;
}

/** A licence by the Hub's name for it, as people know it. */
export function licenceWords({ discover }: WindowWords, license: string): LicenceWords {
  const name = license.toLowerCase();
  const known: Readonly<Record<string, LicenceWords>> = discover.licences;
  return (Object.hasOwn(known, name) ? known[name] : undefined) ?? { name, trap: null };
}
