import { lookAtFolders, volumeNow } from "./look-at-folders.ts";
import { type Sight, lookAtPlaces } from "./look-at-places.ts";
import type { FolderRecord, PlaceRecord } from "./types.ts";

/** What is otherwise on the disks than the library has it, by the ids of folders and places. */
export interface DiskNews {
  away: number[];
  back: number[];
  /** Folders whose volume was learned, by the volume. */
  volumes: Map<string, number[]>;
  /** Places that look otherwise, those that look the same together. */
  seen: { sight: Sight; ids: number[] }[];
}

/**
 * Looks at every folder and, where it is not away, at every place. What is in a folder that is away stays as it is
 * known.
 */
export async function diskNews(folders: readonly FolderRecord[], places: readonly PlaceRecord[]): Promise<DiskNews> {
  const folderSights = await lookAtFolders(folders);
  const within = places.filter(({ folderId }) => folderSights.get(folderId) !== "away");
  const sights = await lookAtPlaces(within);
  const alive = new Set(within.flatMap(({ folderId }, index) => (sights[index]?.here === true ? [folderId] : [])));
  const isAway = ({ id }: FolderRecord): boolean =>
    folderSights.get(id) === "away" || (folderSights.get(id) === "elsewhere" && !alive.has(id));
  const awayIds = new Set(folders.filter(isAway).map(({ id }) => id));
  const seen = new Map<string, { sight: Sight; ids: number[] }>();
  for (const [index, place] of within.entries()) {
    const sight = sights[index];
    if (sight === undefined || awayIds.has(place.folderId)) continue;
    if (sight.here !== place.here || sight.state !== place.state) {
      addTo(seen, `${sight.here} ${sight.state}`, { sight, ids: [] }).ids.push(place.id);
    }
  }
  return {
    away: folders.filter(({ id, away }) => !away && awayIds.has(id)).map(({ id }) => id),
    back: folders.filter(({ id, away }) => away && !awayIds.has(id)).map(({ id }) => id),
    // Only where a file was seen: a drive that does not answer would be waited for once a folder.
    volumes: await learnVolumes(
      folders.filter(({ id, volume }) => alive.has(id) && (volume === null || folderSights.get(id) === "elsewhere")),
    ),
    seen: [...seen.values()],
  };
}

async function learnVolumes(folders: readonly FolderRecord[]): Promise<Map<string, number[]>> {
  const learned = new Map<string, number[]>();
  for (const folder of folders) {
    const volume = await volumeNow(folder);
    if (volume !== null) addTo(learned, volume, []).push(folder.id);
  }
  return learned;
}

function addTo<V>(map: Map<string, V>, key: string, empty: V): V {
  const known = map.get(key) ?? empty;
  map.set(key, known);
  return known;
}
