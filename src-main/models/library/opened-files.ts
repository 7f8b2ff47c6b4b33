import { shardPaths } from "../catalog/index.ts";
import type { PlaceRecord } from "./types.ts";

/** Whether what is at this place is known to be what it should be. */
export const isSound = ({ here, away, state }: PlaceRecord): boolean => here && !away && state === "ready";

/** Whether it was also read to its end here: of what was only ever looked at, nobody knows whether it is whole. */
export const wasRead = (place: PlaceRecord): boolean => isSound(place) && place.sha256 !== null;

/**
 * Where a variant is opened: at its own places, or, where one of them is gone or is not what it was, at sound places of the same content.
 * Shards all move together, since the engine finds the others by the name of the first.
 */
export function openedFiles(own: readonly PlaceRecord[], places: readonly PlaceRecord[]): readonly PlaceRecord[] {
  if (own.every(isSound)) return own;
  const copies = places.filter(isSound);
  const byPath = new Map(copies.map((copy) => [`${copy.blobId} ${copy.path}`, copy]));
  for (const first of copies.filter(({ blobId }) => blobId === own[0]?.blobId)) {
    const paths = own.length === 1 ? [first.path] : shardPaths(first.path);
    const set = own.flatMap(({ blobId }, index) => byPath.get(`${blobId} ${paths[index] ?? ""}`) ?? []);
    if (set.length === own.length) return set;
  }
  return own;
}
