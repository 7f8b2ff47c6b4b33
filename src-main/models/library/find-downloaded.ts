import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface FoundModel {
  /** Of the first file. */
  path: string;
  /** Null of what was made here. */
  repository: string | null;
  /** As far as the folder's name gives it: its first characters. Null where a download would not make such a folder. */
  commit: string | null;
}

/** Where the lab puts what it makes. */
export const madeFolder = "made";
/** `owner/name/commit` and at most three folders of the repository's own. */
const maxDepth = 6;
const maxFound = 10_000;

/**
 * The GGUF models inside a models folder, by the layout that downloads make, and what was made here: what a lost database knew. Null where the
 * folder cannot be read: it may be on a drive that is away.
 */
export async function findDownloaded(root: string): Promise<FoundModel[] | null> {
  const found: FoundModel[] = [];
  if ((await readdir(root).catch(() => null)) === null) return null;
  const walk = async (parts: readonly string[]): Promise<void> => {
    const entries = await readdir(join(root, ...parts), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (found.length >= maxFound) return;
      if (entry.isDirectory() && parts.length < maxDepth) await walk([...parts, entry.name]);
      // Of shards only the first; the reader finds the others.
      const isModel =
        entry.isFile() && /\.gguf$/i.test(entry.name) && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(entry.name);
      const [owner = "", name = "", revision = ""] = parts;
      if (isModel && parts.length === 1 && owner === madeFolder) {
        found.push({ path: join(root, madeFolder, entry.name), repository: null, commit: null });
      } else if (isModel && parts.length >= 3) {
        const commit = /^([0-9a-f]{12})(-\d+)?$/.exec(revision)?.[1] ?? null;
        found.push({ path: join(root, ...parts, entry.name), repository: `${owner}/${name}`, commit });
      }
    }
  };
  await walk([]);
  return found;
}
