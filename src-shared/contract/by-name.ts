/** Whether two names are one for a person: capitals, and how an accent is put together, make no other. */
export const sameName = (one: string, other: string): boolean => foldedName(one) === foldedName(other);

/**
 * What is to be added for each of `wanted`: itself, or under the next free name where another bears its own ("Name (2)"); null for what
 * is there already, under its name or such a one. `mostCharacters`: of a name.
 */
export function addedByName<T extends { name: string }>(
  there: readonly T[],
  wanted: readonly T[],
  { isSame, mostCharacters }: { isSame: (one: T, other: T) => boolean; mostCharacters: number },
): (T | null)[] {
  const byName = new Map<string, T[]>();
  const bearersOf = (name: string): T[] => byName.get(foldedName(name)) ?? [];
  const know = (one: T): void => void byName.set(foldedName(one.name), [...bearersOf(one.name), one]);
  there.forEach(know);
  return wanted.map((one) => {
    for (let number = 1; ; number++) {
      const name = numberedName(one.name, number, mostCharacters);
      const bearers = bearersOf(name);
      if (bearers.some((other) => isSame(one, other))) return null;
      if (bearers.length > 0) continue;
      const added = { ...one, name };
      know(added);
      return added;
    }
  });
}

const foldedName = (name: string): string => name.trim().normalize("NFC").toLowerCase();

function numberedName(name: string, number: number, mostCharacters: number): string {
  if (number === 1) return name;
  const ending = ` (${number})`;
  // Not the half of a character.
  const beginning = name.slice(0, mostCharacters - ending.length).replace(/\p{Cs}$/u, "");
  return beginning.trimEnd() + ending;
}
