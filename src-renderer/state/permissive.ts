/** Licences that allow any use, by the Hub's names: among them all that the words name without anything to know before one relies on them. */
export const permissive: ReadonlySet<string> = new Set([
  "apache-2.0",
  "mit",
  "bsd-2-clause",
  "bsd-3-clause",
  "isc",
  "unlicense",
  "cc0-1.0",
  "cc-by-4.0",
  "openmdw-1.1",
]);
