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
  /** One that is not is being written or read. */
  isWhole: boolean;
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
  const whole = files.filter(({ isWhole }) => isWhole);
  const heldBytes = bytesOf(files);
  const free = await freeBytes(root);
  const excessBytes = Math.max(
    heldBytes + needBytes - mostBytes,
    free === null ? 0 : leastFreeBytes + needBytes - free,
  );
  if (excessBytes > bytesOf(whole)) return false;
  let goneBytes = 0;
  for (const { path, sizeBytes } of whole) {
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
      const isWhole = name.endsWith(stateEnding);
      if (!isWhole && Date.now() - found.mtimeMs > leftOverMs) await rm(path, { force: true });
      else files.push({ path, sizeBytes: found.size, usedAt: found.mtimeMs, isWhole });
    }
  }
  return files.sort((a, b) => a.usedAt - b.usedAt);
}

const bytesOf = (files: readonly Found[]): number => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
