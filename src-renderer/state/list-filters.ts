import { type ModelJob, type RepositorySummary, capabilityBands } from "../../src-shared/contract/index.ts";
import { paceOf, typicalOf } from "../../src-shared/figures/index.ts";

type ListFit = NonNullable<RepositorySummary["fit"]>;

/** What people look for in a list; null and false ask for nothing. */
export interface ListFilters {
  job: ModelJob | null;
  /** The most that is downloaded. */
  mostBytes: number | null;
  /** At least as fast as people read. */
  readable: boolean;
  owner: string | null;
  sees: boolean;
  thinks: boolean;
  tools: boolean;
}

export const noFilters: ListFilters = {
  job: null,
  mostBytes: null,
  readable: false,
  owner: null,
  sees: false,
  thinks: false,
  tools: false,
};

/** How many of them ask for something. */
export const filterCount = (filters: ListFilters): number =>
  Object.values(filters).filter((value) => value !== null && value !== false).length;

/** Whether a result has what is asked for. What nothing is known of has not: the list says that it covers what is known. */
export function matchesFilters(result: RepositorySummary, fit: ListFit | null, filters: ListFilters): boolean {
  const { model } = result;
  if (filters.owner !== null && result.owner !== filters.owner) return false;
  if (filters.mostBytes !== null && (fit === null || fit.sizeBytes > filters.mostBytes)) return false;
  if (filters.readable && (fit?.tokensPerSecond == null || paceOf(fit.tokensPerSecond) === "slower")) return false;
  if (filters.job !== null && model?.jobs.includes(filters.job) !== true) return false;
  if (filters.sees && model?.sees !== true) return false;
  if (filters.tools && model?.tools !== true) return false;
  return !filters.thinks || (model !== null && model.thinks !== null && model.thinks !== "never");
}

/** Orders that are made here, of what is listed. */
export const ownOrders = ["capable", "fastest", "smallest", "released"] as const;
export type OwnOrder = (typeof ownOrders)[number];

/** The more of it the earlier; what nothing is known of comes last. */
export function rankOf({ model }: RepositorySummary, fit: ListFit | null, order: OwnOrder): number {
  switch (order) {
    case "capable": {
      const { band = null, rating = null } = model?.capability ?? {};
      const capability =
        band === null ? -1 : capabilityBands.indexOf(band) + (rating === null ? 0 : rating.value / 1e4);
      // What cannot run here is not what anybody looks for first.
      return fit?.verdict === "does-not-fit" ? capability - capabilityBands.length : capability;
    }
    case "fastest":
      return fit?.tokensPerSecond ? typicalOf(fit.tokensPerSecond) : -1;
    case "smallest":
      return fit ? -fit.sizeBytes : -Infinity;
    case "released":
      return model?.released ? Date.parse(model.released) : -Infinity;
  }
}
