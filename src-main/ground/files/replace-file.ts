import * as fileSystem from "node:fs";
import { dirname } from "node:path";

/** What a replacement asks of the file system, so that a test can look on. */
export type ReplacingDisk = Pick<
  typeof fileSystem,
  "mkdirSync" | "openSync" | "writeFileSync" | "fsyncSync" | "closeSync" | "renameSync"
>;

/**
 * Writes a small file beside the one of that name, for this person's eyes only, synchronises it and renames it, so that a cut of power or
 * a full disk leaves the old content or the new one whole. Makes the folder where it is missing. Throws Node's error.
 */
export function replaceFile(path: string, content: string | Uint8Array, disk: ReplacingDisk = fileSystem): void {
  const folder = dirname(path);
  disk.mkdirSync(folder, { recursive: true });
  const beside = `${path}.new`;
  const file = disk.openSync(beside, "w", 0o600);
  try {
    disk.writeFileSync(file, content);
    disk.fsyncSync(file);
  } finally {
    disk.closeSync(file);
  }
  disk.renameSync(beside, path);
  syncFolder(folder, disk);
}

/** The new name is on the disk only when its folder is. Windows and some network drives open no folder; they keep names themselves. */
function syncFolder(folder: string, disk: ReplacingDisk): void {
  let opened: number;
  try {
    opened = disk.openSync(folder, "r");
  } catch {
    return;
  }
  try {
    disk.fsyncSync(opened);
  } catch {
    // The content has its name already; only a cut of power in this moment could undo it.
  } finally {
    disk.closeSync(opened);
  }
}
