import { stat } from "node:fs/promises";
import { isVolume, volumeOf } from "../../ground/files/index.ts";
import { inTime } from "../../ground/timing/index.ts";
import { answerMs } from "./limits.ts";
import type { FolderRecord } from "./types.ts";

/**
 * What can be seen of a folder: its volume is there; nothing of it is; or the folder is there, but on another volume than it was.
 * That may be the empty one that a drive leaves behind, or one that its files were moved to: the files decide.
 */
export type FolderSight = "there" | "away" | "elsewhere";

/** By id. Each volume is asked once, however many folders are on it. */
export async function lookAtFolders(folders: readonly FolderRecord[]): Promise<Map<number, FolderSight>> {
  const asked = new Map<string, Promise<boolean | null>>();
  /** Null where it does not answer. */
  const isThere = (volume: string): Promise<boolean | null> => {
    const answer = asked.get(volume) ?? inTime(isVolume(volume), answerMs, () => null);
    asked.set(volume, answer);
    return answer;
  };
  const sights = new Map<number, FolderSight>();
  for (const { id, path, volume } of folders) {
    // Where a volume was never seen, a drive that is away cannot be distinguished from deleted files.
    const there = volume === null ? true : await isThere(volume);
    if (there === true) sights.set(id, "there");
    else sights.set(id, there === false && (await exists(path)) ? "elsewhere" : "away");
  }
  return sights;
}

/** The volume that a folder is on now; null where it is not there or does not answer. */
export function volumeNow({ path }: FolderRecord): Promise<string | null> {
  return inTime(
    volumeOf(path).catch(() => null),
    answerMs,
    () => null,
  );
}

async function exists(path: string): Promise<boolean> {
  const found = stat(path).then(
    () => true,
    () => false,
  );
  return inTime(found, answerMs, () => false);
}
