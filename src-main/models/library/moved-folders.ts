import { join, relative } from "node:path";
import { isInside } from "../../ground/files/index.ts";
import type { AskedVolumes } from "./asked-volumes.ts";
import { fileIdentity } from "./file-identity.ts";
import { lookAtPlaces } from "./look-at-places.ts";
import type { FolderRecord, PlaceRecord } from "./types.ts";

/** A folder whose volume begins somewhere else now: under another letter, at another mount point. */
export interface MovedFolder {
  id: number;
  from: string;
  path: string;
  volume: string;
}

/**
 * Of folders that are not where they were, those whose volume, known by an id that stays with it, is back at another place. The files decide: at least one is
 * there, and each that was sound and is there has the size and time of change that it had. Where that is so in two places, nothing is guessed.
 */
export async function movedFolders(
  lost: readonly FolderRecord[],
  places: readonly PlaceRecord[],
  volumes: AskedVolumes,
): Promise<MovedFolder[]> {
  const moved: MovedFolder[] = [];
  for (const folder of lost) {
    const own = places.filter(({ folderId }) => folderId === folder.id);
    const found: { at: MovedFolder; file: string | null }[] = [];
    for (const at of own.length === 0 ? [] : await candidates(folder, volumes)) {
      const file = await agreeingFile(own, at);
      if (file !== null) found.push({ at, file: await fileIdentity(file) });
    }
    const [first, ...others] = found;
    // One volume that is mounted twice has the same files in both places; two volumes with one id are a copy.
    if (first !== undefined && others.every(({ file }) => file !== null && file === first.file)) moved.push(first.at);
  }
  return moved;
}

async function candidates(folder: FolderRecord, volumes: AskedVolumes): Promise<MovedFolder[]> {
  const { id, path: from, volume, volumeId } = folder;
  if (volume === null || volumeId === null || !(from === volume || isInside(volume, from))) return [];
  const roots = await volumes.rootsOf(volumeId);
  return roots
    .filter((root) => root !== volume)
    .map((root) => ({ id, from, path: join(root, relative(volume, from)), volume: root }));
}

/** One that is as it was; null where there is none, or one that was sound is not as it was. */
async function agreeingFile(own: readonly PlaceRecord[], { from, path }: MovedFolder): Promise<string | null> {
  const expected = own.map((place) => ({ ...place, path: join(path, relative(from, place.path)) }));
  const sights = await lookAtPlaces(expected.map((place) => ({ ...place, state: "ready" })));
  const isAsItWas = (index: number): boolean => sights[index]?.here === true && sights[index].state === "ready";
  // What had changed before already says nothing of the drive.
  if (own.some(({ state }, index) => state === "ready" && sights[index]?.here === true && !isAsItWas(index)))
    return null;
  return expected.find((_, index) => isAsItWas(index))?.path ?? null;
}
