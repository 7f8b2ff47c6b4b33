import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Logger, systemCode } from "../core/index.ts";
import { readJsonFile, replaceFile } from "../files/index.ts";
import { KiB } from "../../../src-shared/figures/index.ts";

/** Says that a restore is whole and which folder holds it: without it nothing of a restore ever takes a place. */
const markerName = "restore.json";
const bounds = { bytes: 4 * KiB, depth: 2, values: 20 };

const markerSchema = z.object({
  folder: z.string().regex(/^restoring-[0-9a-f]{8}$/),
  /** When it was checked: names the folder of what it replaces. */
  readyAt: z.number().int().nonnegative().max(8.64e15),
  createdAt: z.number().int().nonnegative().max(8.64e15),
  appVersion: z.string().max(100),
  attachments: z.number().int().nonnegative(),
});
export type Marker = z.infer<typeof markerSchema>;

/** Null where nothing waits. */
export function readMarker(dataFolder: string, logger: Logger): Marker | null {
  try {
    return markerSchema.parse(readJsonFile(markerPath(dataFolder), bounds));
  } catch (thrown) {
    if (systemCode(thrown) !== "ENOENT") {
      logger.warn("what is to be restored could not be read", { error: String(thrown) });
    }
    return null;
  }
}

/** Of the file itself: another one that waited is waiting no longer. Throws Node's error. */
export function writeMarker(dataFolder: string, marker: Marker): void {
  replaceFile(markerPath(dataFolder), `${JSON.stringify(marker)}\n`);
}

export const markerPath = (dataFolder: string): string => join(dataFolder, markerName);

const passing = /^(restoring-[0-9a-f]{8}|backing-up-[0-9a-f]{8}\.db)$/;
/** Longer than any backup or restore is at work. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** Deletes what a backup or a restore left that was ended in the middle, a day later: another process may be at work now. */
export async function removeAbandoned(dataFolder: string, now: number, logger: Logger): Promise<void> {
  try {
    const waiting = readMarker(dataFolder, logger)?.folder;
    for (const name of await readdir(dataFolder)) {
      if (!passing.test(name) || name === waiting) continue;
      const path = join(dataFolder, name);
      if (now - (await stat(path)).mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
    }
  } catch (error) {
    logger.warn("what a backup left could not be deleted", { error: String(error) });
  }
}
