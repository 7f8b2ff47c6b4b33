import { stat } from "node:fs/promises";
import type { JournalEntry } from "./journal.ts";

/** Whether what was once fetched is there still. A file that was deleted or is damaged is fetched again. */
export async function isWhole({ files }: JournalEntry, isSound: (path: string) => boolean): Promise<boolean> {
  for (const { finalPath, sizeBytes } of files) {
    if (!isSound(finalPath)) return false;
    const found = await stat(finalPath).catch(() => null);
    if (found?.size !== sizeBytes) return false;
  }
  return true;
}
