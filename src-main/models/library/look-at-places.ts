import { stat } from "node:fs/promises";
import { inTime } from "../../ground/timing/index.ts";
import { answerMs } from "./limits.ts";
import type { ContentState, PlaceRecord } from "./types.ts";

/**
 * Files that are looked at together: a drive answers a few as fast as many, and a time limit that began for all at once
 * would run out for the last of them.
 */
const atOnce = 16;

/** What can be seen of a place now. */
export interface Sight {
  here: boolean;
  state: ContentState;
}

/** What can be seen of each place, in their order. */
export async function lookAtPlaces(places: readonly PlaceRecord[]): Promise<Sight[]> {
  const sights: Sight[] = [];
  /** Folders on drives that did not answer: each of their files would be waited for in turn. */
  const silent = new Set<number>();
  const entries = places.entries();
  const work = async (): Promise<void> => {
    for (const [index, place] of entries) {
      const began = performance.now();
      const found = silent.has(place.folderId) ? null : await look(place.path);
      if (found === null && performance.now() - began >= answerMs) silent.add(place.folderId);
      sights[index] =
        found === null ? { here: false, state: place.state } : { here: true, state: stateNow(place, found) };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return sights;
}

interface Found {
  sizeBytes: number;
  modifiedAt: number;
}

/** By size and time of change alone. A file that is as it was when its state was found is in that state, also after it was away. */
function stateNow({ sizeBytes, modifiedAt, state }: PlaceRecord, found: Found): ContentState {
  if (found.sizeBytes === sizeBytes && found.modifiedAt === modifiedAt) return state;
  // What was found damaged and still has the wrong length cannot have been mended since.
  return found.sizeBytes !== sizeBytes && state === "damaged" ? "damaged" : "unverified";
}

function look(path: string): Promise<Found | null> {
  const answer = stat(path).then(
    (found) => (found.isFile() ? { sizeBytes: found.size, modifiedAt: Math.floor(found.mtimeMs) } : null),
    () => null,
  );
  return inTime(answer, answerMs, () => null);
}
