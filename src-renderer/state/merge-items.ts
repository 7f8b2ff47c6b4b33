interface Item {
  id: string;
}

/** The items with those that changed in their new form, without those that are gone; new ones as far as they are wanted. */
export function mergeItems<T extends Item>(
  before: readonly T[],
  put: readonly T[],
  removed: readonly string[],
  isWanted: (item: T) => boolean,
): T[] {
  const known = new Set(before.map(({ id }) => id));
  const gone = new Set([...removed, ...put.map(({ id }) => id)]);
  return [...before.filter(({ id }) => !gone.has(id)), ...put.filter((item) => known.has(item.id) || isWanted(item))];
}

/** The items, and after them those of a further page that are not among them: one may have moved meanwhile. */
export function withNew<T extends Item>(before: readonly T[], page: readonly T[]): T[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...page.filter(({ id }) => !known.has(id))];
}
