import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { freeBytes } from "../../../ground/files/index.ts";

export interface StateLimits {
  /** For all files together. */
  mostBytes: number;
  /** What stays free on the disk. */
  leastFreeBytes: number;
}

/** Ending of a whole file; any other is one that was being written or read when its process died. */
export const stateEnding = ".state";
/** No file is written or read for as long as this. */
const leftOverMs = 10 * 60_000;

interface Found {
  path: string;
  sizeBytes: number;
  usedAt: number;
}

/**
 * Deletes what was used longest ago, over all models, until there is room for a file of this size. False where there is none
 * even so, and then nothing was deleted for it.
 */
export async function makeRoom(
  root: string,
  needBytes: number,
  { mostBytes, leastFreeBytes }: StateLimits,
): Promise<boolean> {
  const files = await listStates(root);
  const heldBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const free = await freeBytes(root);
  const excessBytes = Math.max(
    heldBytes + needBytes - mostBytes,
    free === null ? 0 : leastFreeBytes + needBytes - free,
  );
  if (excessBytes > heldBytes) return false;
  let goneBytes = 0;
  for (const { path, sizeBytes } of files) {
    if (goneBytes >= excessBytes) break;
    await rm(path, { force: true });
    goneBytes += sizeBytes;
  }
  return true;
}

/** The one that was used longest ago first. Deletes what was left over. */
async function listStates(root: string): Promise<Found[]> {
  const files: Found[] = [];
  for (const folder of await namesIn(root)) {
    for (const name of await namesIn(join(root, folder))) {
      const path = join(root, folder, name);
      const found = await stat(path).catch(() => null);
      if (found === null) continue;
      if (name.endsWith(stateEnding)) files.push({ path, sizeBytes: found.size, usedAt: found.mtimeMs });
      else if (Date.now() - found.mtimeMs > leftOverMs) await rm(path, { force: true });
    }
  }
  return files.sort((a, b) => a.usedAt - b.usedAt);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
