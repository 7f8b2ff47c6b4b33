import type { RepositorySummary } from "../../../src-shared/contract/index.ts";
import type { Bridge } from "../../bridge/index.ts";

export interface Suggestion {
  result: RepositorySummary;
  fit: NonNullable<RepositorySummary["fit"]>;
}

const howMany = 4;

/**
 * A few models that run well here, of clearly different sizes, the smallest first, from the catalogue that comes
 * with the app: it is there at once, online or not. An empty list when nothing is known to run well.
 */
export async function findSuggestions(bridge: Bridge): Promise<Suggestion[]> {
  try {
    const { results } = await bridge.catalog.search({ text: "", source: "bundled" });
    const fits = await bridge.catalog.fits({ repositories: results.map((result) => result.repository).slice(0, 200) });
    const running = results.flatMap((result): Suggestion[] => {
      const fit = fits[result.repository] ?? result.fit;
      return fit?.verdict === "runs-well" && result.parameters !== null ? [{ result, fit }] : [];
    });
    return spread(running.toSorted((a, b) => (a.result.parameters ?? 0) - (b.result.parameters ?? 0)));
  } catch {
    return [];
  }
}

/** At most `howMany`, from the smallest to the largest in even steps. */
function spread(sorted: Suggestion[]): Suggestion[] {
  if (sorted.length <= howMany) return sorted;
  const step = (sorted.length - 1) / (howMany - 1);
  return Array.from({ length: howMany }, (_, i) => sorted[Math.round(i * step)]).filter((one) => one !== undefined);
}
