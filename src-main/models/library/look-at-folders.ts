import { stat } from "node:fs/promises";
import { inTime } from "../../ground/timing/index.ts";
import type { AskedVolumes } from "./asked-volumes.ts";
import { answerMs } from "./limits.ts";
import type { FolderRecord } from "./types.ts";

/**
 * What can be seen of a folder: its volume is there; nothing of it is; or the folder is there, but on another volume than it was.
 * That may be the empty one that a drive leaves behind, another drive that was given its name, or one that its files were moved to: the
 * files decide.
 */
export type FolderSight = "there" | "away" | "elsewhere";

/** By id. */
export async function lookAtFolders(
  folders: readonly FolderRecord[],
  volumes: AskedVolumes,
): Promise<Map<number, FolderSight>> {
  const sights = new Map<number, FolderSight>();
  for (const folder of folders) {
    const there = await isThere(folder, volumes);
    if (there === true) sights.set(folder.id, "there");
    else sights.set(folder.id, there === false && (await exists(folder.path)) ? "elsewhere" : "away");
  }
  return sights;
}

/** Null where the drive does not answer. */
async function isThere({ volume, volumeId }: FolderRecord, volumes: AskedVolumes): Promise<boolean | null> {
  // Where a volume was never seen, a drive that is away cannot be distinguished from deleted files.
  if (volume === null) return true;
  const there = await volumes.beginsAt(volume);
  if (there !== true || volumeId === null) return there;
  const id = await volumes.idOf(volume);
  return id === null || id === volumeId;
}

async function exists(path: string): Promise<boolean> {
  const found = stat(path).then(
    () => true,
    () => false,
  );
  return inTime(found, answerMs, () => false);
}
