import type { CapabilityBand, ModelJob } from "../../../src-shared/contract/index.ts";

/** A rating with the ends of its 95 % interval. */
export interface Rating {
  value: number;
  low: number;
  high: number;
  /** Null where the source counts none. */
  votes: number | null;
}

/** Where figures come from, and of which day: "2026-08-19". */
export interface RatingSource {
  url: string;
  asOf: string;
}

/** What people asked about when they voted; the languages, "de", are columns too. */
export type ArenaColumn = string;

/** What is independently known of a full model; null where nothing is. */
export interface Measured {
  arena: (RatingSource & { columns: ReadonlyMap<ArenaColumn, Rating> }) | null;
  /** Rank scores by language, "european" over all of them: 1 is the best group, and lower is better. */
  euroeval: (RatingSource & { scores: ReadonlyMap<string, number> }) | null;
  /** Means over MTEB's tasks, in per cent. */
  mteb: (RatingSource & { scores: ReadonlyMap<string, number> }) | null;
  /**
   * A band that the catalogue's maintainers chose, and where the reason can be read. `jobs`: those for which it goes before
   * EuroEval, whose tests are of language; the Arena's votes always go first. `ahead`: those at which it leads its band.
   */
  placed: { band: CapabilityBand; url: string; jobs: readonly ModelJob[]; ahead: readonly ModelJob[] } | null;
}

export const nothingMeasured: Measured = { arena: null, euroeval: null, mteb: null, placed: null };
