import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

export interface DiskSpace {
  /** What a person without privileges may still write. */
  freeBytes: number;
  totalBytes: number;
}

/** Of the disk that holds the path, or would hold it: where it does not exist yet, its nearest parent is asked. Throws Node's error. */
export async function diskSpace(path: string): Promise<DiskSpace> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { bavail, blocks, bsize } = await statfs(at);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch (thrown) {
      if (dirname(at) === at) throw thrown;
    }
  }
}
