import type { AskedVolumes } from "./asked-volumes.ts";
import { type FolderSight, lookAtFolders } from "./look-at-folders.ts";
import { type Sight, lookAtPlaces } from "./look-at-places.ts";
import { type MovedFolder, movedFolders } from "./moved-folders.ts";
import type { FolderRecord, PlaceRecord } from "./types.ts";

/** Folders whose volume was learned. */
export interface LearnedVolume {
  volume: string;
  volumeId: string | null;
  folders: number[];
}

/** What is otherwise on the disks than the library has it, by the ids of folders and places. */
export interface DiskNews {
  away: number[];
  back: number[];
  /** Of those that are away. */
  moved: MovedFolder[];
  volumes: LearnedVolume[];
  /** Places that look otherwise, those that look the same together. */
  seen: { sight: Sight; ids: number[] }[];
}

/**
 * Looks at every folder and, where it is not away, at every place. What is in a folder that is away stays as it is
 * known. `isWhole`: these are all places of the folders, which decide together where those are now; else a folder on whose path
 * another drive has files that are not as they were is left for the next whole look.
 */
export async function diskNews(
  folders: readonly FolderRecord[],
  places: readonly PlaceRecord[],
  volumes: AskedVolumes,
  isWhole: boolean,
): Promise<DiskNews> {
  const folderSights = await lookAtFolders(folders, volumes);
  const within = places.filter(({ folderId }) => folderSights.get(folderId) !== "away");
  const sights = await lookAtPlaces(within);
  const foldersWhere = (holds: (sight: Sight | undefined) => boolean): Set<number> =>
    new Set(within.flatMap(({ folderId }, index) => (holds(sights[index]) ? [folderId] : [])));
  const alive = foldersWhere((sight) => sight?.here === true);
  const asItWas = foldersWhere((sight) => sight?.here === true && sight.state === "ready");
  const isLost = ({ id }: FolderRecord): boolean =>
    folderSights.get(id) === "away" || (folderSights.get(id) === "elsewhere" && !alive.has(id));
  /** Another drive has files under these names, which may be that drive's own. */
  const isInDoubt = ({ id, volumeId }: FolderRecord): boolean =>
    folderSights.get(id) === "elsewhere" && volumeId !== null && alive.has(id) && !asItWas.has(id);
  const moved = isWhole
    ? await movedFolders(
        folders.filter((folder) => isLost(folder) || isInDoubt(folder)),
        places,
        volumes,
      )
    : [];
  const isTaken = (folder: FolderRecord): boolean =>
    isInDoubt(folder) && moved.some(({ id, path }) => id === folder.id || path === folder.path);
  const awayIds = new Set(folders.filter((folder) => isLost(folder) || isTaken(folder)).map(({ id }) => id));
  const undecided = new Set(isWhole ? [] : folders.filter(isInDoubt).map(({ id }) => id));
  const seen = new Map<string, { sight: Sight; ids: number[] }>();
  for (const [index, place] of within.entries()) {
    const sight = sights[index];
    if (sight === undefined || awayIds.has(place.folderId) || undecided.has(place.folderId)) continue;
    if (sight.here !== place.here || sight.state !== place.state) {
      addTo(seen, `${sight.here} ${sight.state}`, { sight, ids: [] }).ids.push(place.id);
    }
  }
  return {
    away: folders.filter(({ id, away }) => !away && awayIds.has(id)).map(({ id }) => id),
    back: folders.filter(({ id, away }) => away && !awayIds.has(id) && !undecided.has(id)).map(({ id }) => id),
    moved,
    // Only where a file was seen: a drive that does not answer would be waited for once a folder.
    volumes: await learnVolumes(
      folders.filter(({ id }) => alive.has(id) && !awayIds.has(id) && !undecided.has(id)),
      folderSights,
      volumes,
    ),
    seen: [...seen.values()],
  };
}

async function learnVolumes(
  folders: readonly FolderRecord[],
  sights: ReadonlyMap<number, FolderSight>,
  volumes: AskedVolumes,
): Promise<LearnedVolume[]> {
  const learned = new Map<string, LearnedVolume>();
  for (const { id, path, volume, volumeId } of folders) {
    const isKnown = volume !== null && sights.get(id) !== "elsewhere";
    if (isKnown && volumeId !== null) continue;
    const now = isKnown ? volume : await volumes.of(path);
    const idNow = now === null ? null : await volumes.idOf(now);
    if (now === null || (isKnown && idNow === null)) continue;
    addTo(learned, now, { volume: now, volumeId: idNow, folders: [] }).folders.push(id);
  }
  return [...learned.values()];
}

function addTo<V>(map: Map<string, V>, key: string, empty: V): V {
  const known = map.get(key) ?? empty;
  map.set(key, known);
  return known;
}
