import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** What a person without privileges may still write on the disk of this path, which need not exist yet; null when unknown. */
export async function freeBytes(path: string): Promise<number | null> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      if (dirname(folder) === folder) return null;
    }
  }
}
