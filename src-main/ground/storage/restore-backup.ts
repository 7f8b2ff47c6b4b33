import { closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { placeOf, putAside } from "./places.ts";

/** One generation, beside the file. */
export const backupPath = (path: string): string => `${path}.backup`;

/**
 * Copies the backup to its database's place, whole or not at all. Returns whether there was one; an empty file or a folder is none,
 * and is put aside.
 */
export function restoreBackup(path: string): boolean {
  const backup = backupPath(path);
  const place = placeOf(backup);
  if (place === "free") return false;
  if (place === "obstacle" || statSync(backup).size === 0) {
    putAside(backup);
    return false;
  }
  const unfinished = `${path}.restoring`;
  if (placeOf(unfinished) === "obstacle") putAside(unfinished);
  try {
    copyFileSync(backup, unfinished);
    const file = openSync(unfinished, "r+");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw thrown;
  }
  return true;
}
