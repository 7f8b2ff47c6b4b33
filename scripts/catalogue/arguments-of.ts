export interface CatalogueArguments {
  to: string | null;
  as: string | null;
  sources: string[];
}

/** Null for what the usage does not name. */
export function argumentsOf(args: readonly string[]): CatalogueArguments | null {
  const [command, ...rest] = args;
  const found: CatalogueArguments = { to: null, as: null, sources: [] };
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? "";
    if (word === "--to" || word === "--as") found[word === "--to" ? "to" : "as"] = rest[++at] ?? "";
    else if (word.startsWith("-")) return null;
    else found.sources.push(word);
  }
  const named = found.to !== "" && (found.as === null || /^[\w.-]+\/[\w.-]+$/.test(found.as));
  // One name cannot be the name of several.
  const fits = found.sources.length === 1 || (found.sources.length > 1 && found.as === null);
  return command === "row" && named && fits ? found : null;
}
