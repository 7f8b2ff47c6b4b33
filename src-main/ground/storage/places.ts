import { existsSync, lstatSync, realpathSync, renameSync, statSync } from "node:fs";

/** What SQLite keeps beside a file while it is open. */
export const companions = ["-wal", "-shm", "-journal"] as const;

/** `obstacle`: a folder, a pipe, a link to nowhere or to itself; nothing that could be opened as a file. Throws what the file system throws. */
export type Place = "free" | "file" | "obstacle";

export function placeOf(path: string): Place {
  const own = lstatSync(path, { throwIfNoEntry: false });
  if (own === undefined) return "free";
  if (!own.isSymbolicLink()) return own.isFile() ? "file" : "obstacle";
  try {
    return statSync(path).isFile() ? "file" : "obstacle";
  } catch (error) {
    if (leadsNowhere(error)) return "obstacle";
    throw error;
  }
}

/**
 * Renames what stands at a database's path, with its log, to a name that is free; nothing is ever deleted. Returns the new name,
 * or null where there was nothing at the path itself.
 */
export function putAside(path: string): string | null {
  const target = freeName(path);
  const isThere = placeOf(path) !== "free";
  for (const suffix of ["", ...companions]) {
    if (placeOf(path + suffix) !== "free") renameSync(path + suffix, target + suffix);
  }
  return isThere ? target : null;
}

/**
 * Puts aside what stands where SQLite keeps its log and is no file: the database cannot be opened beside it, and is sound without.
 * Returns the new name of the last one; null where nothing was in the way.
 */
export function clearCompanions(path: string): string | null {
  let movedAside: string | null = null;
  // SQLite follows a link to the database and keeps its log beside the real file.
  const real = placeOf(path) === "file" ? realpathSync(path) : path;
  for (const suffix of companions) {
    const own = lstatSync(real + suffix, { throwIfNoEntry: false });
    // A link is refused by SQLite wherever it leads.
    if (own === undefined || own.isFile()) continue;
    movedAside = freeName(real + suffix);
    renameSync(real + suffix, movedAside);
  }
  return movedAside;
}

function freeName(path: string): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  let target = `${path}.damaged-${stamp}`;
  for (let count = 2; existsSync(target); count++) target = `${path}.damaged-${stamp}-${count}`;
  return target;
}

function leadsNowhere(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "ELOOP"].includes(String(error.code));
}
