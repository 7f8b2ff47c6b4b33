import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { isInside } from "./is-inside.ts";

/** Deletes files inside `root` and the folders that this leaves empty; anything outside is left alone. */
export async function removeFiles(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!isInside(root, path)) continue;
    await rm(path, { force: true });
    for (let folder = dirname(path); isInside(root, folder); folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        // Not empty, or gone already with another file.
        break;
      }
    }
  }
}
