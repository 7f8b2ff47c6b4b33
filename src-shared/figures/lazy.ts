/** What `make` makes, once, when it is first asked for: `Intl`'s formatters take some ten milliseconds each to make, and a start needs none of them. */
export function lazy<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
