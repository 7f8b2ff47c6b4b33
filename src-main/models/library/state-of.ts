import type { InstalledState, PlaceRecord } from "./types.ts";

/** A variant is as good as the worst of its files. */
export function stateOf(files: readonly PlaceRecord[]): InstalledState {
  if (files.some(({ away }) => away)) return "away";
  if (files.length === 0 || files.some(({ here }) => !here)) return "missing";
  if (files.some(({ state }) => state === "damaged")) return "damaged";
  return files.every(({ state }) => state === "ready") ? "ready" : "unverified";
}
