/** A fault of one place, planted to see whether a test notices. */
export interface Mutant {
  /** Short and unique: "D1". */
  id: string;
  /** From the repository's root. */
  file: string;
  /** What the product promises, and no longer keeps with the fault in. */
  promise: string;
  /** Stands exactly once in the file; may span lines. */
  find: string;
  replace: string;
  /** Vitest files of which one must fail; the fewest and quickest that hold the promise. */
  tests?: string[];
  /** Why no test could tell the difference; instead of `tests`. */
  equivalent?: string;
}

/** The file's text with the fault in it; throws where the entry no longer fits the source. */
export function plant({ id, file, find, replace }: Mutant, source: string): string {
  const at = source.indexOf(find);
  if (at < 0) throw new Error(`${id}: ${file} no longer holds what the fault replaces.`);
  if (source.includes(find, at + 1))
    throw new Error(`${id}: what the fault replaces stands more than once in ${file}.`);
  if (find === replace) throw new Error(`${id}: the fault changes nothing.`);
  return source.slice(0, at) + replace + source.slice(at + find.length);
}
