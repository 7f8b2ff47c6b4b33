import { appError } from "../../ground/core/index.ts";
import { removeFiles } from "../../ground/files/index.ts";
import type { PlaceRecord } from "./types.ts";

/**
 * Deletes files that are Bitloft's, with the folders that this leaves empty. Never anything outside their folder.
 * Throws `disk-failed`.
 */
export async function removeOwnFiles(places: readonly PlaceRecord[]): Promise<void> {
  for (const { owner, folder, path } of places) {
    if (owner !== "bitloft") continue;
    try {
      await removeFiles(folder, [path]);
    } catch (error) {
      throw appError("disk-failed", "not-deleted", { path }, { cause: error });
    }
  }
}
