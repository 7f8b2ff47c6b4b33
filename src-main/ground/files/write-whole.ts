import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./sync-folder.ts";
import { toWriteError } from "./to-write-error.ts";

/**
 * Has a file that a person asked for written beside its place and renamed when it is whole: what was there stays until then. Throws
 * `disk-full`, `disk-failed`, and what `write` throws.
 */
export async function writeWhole<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const beside = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    const file = await open(beside, "wx");
    try {
      const written = await write(file);
      await file.sync();
      await file.close();
      await rename(beside, path);
      await syncFolder(dirname(path));
      return written;
    } finally {
      await file.close().catch(() => undefined);
    }
  } catch (thrown) {
    await rm(beside, { force: true });
    throw toWriteError(thrown, path);
  }
}
