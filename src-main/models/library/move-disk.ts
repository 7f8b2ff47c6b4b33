import { link, lstat, mkdir, open, rename, stat, utimes } from "node:fs/promises";
import { MiB } from "../../../src-shared/figures/index.ts";
import { appError, systemCode } from "../../ground/core/index.ts";
import { freeBytes, removeFiles, syncFolder } from "../../ground/files/index.ts";

/** A file as it is on the disk. */
export interface SeenFile {
  sizeBytes: number;
  /** Milliseconds since 1970, whole. */
  modifiedAt: number;
}

/** What moving a file needs of the disks. Errors are Node's, where nothing else is said. */
export interface MoveDisk {
  /** Null where there is no file. */
  look(path: string): Promise<SeenFile | null>;
  /** Whether there is anything of this name. */
  exists(path: string): Promise<boolean>;
  /** What may still be written below it; null where that is not known. */
  freeBytes(path: string): Promise<number | null>;
  makeFolder(path: string): Promise<void>;
  /** Gives the file a second name, which nothing may have. False where that cannot be: on another disk, or on one that knows no such thing. */
  link(from: string, to: string): Promise<boolean>;
  /** Copies it under a name that nothing has, with its time of change, down to the disk. Throws `cancelled` once the signal has fired. */
  copy(from: string, to: string, onCopied: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  /** Gives the file another name, which nothing may have. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes what is inside `root`, with the folders that this leaves empty. */
  remove(root: string, path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

const chunkBytes = 8 * MiB;
/** As systems say that there is no second name for a file. */
const noLink = new Set(["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EMLINK", "EACCES"]);

/** This computer's own. */
export const nodeMoveDisk: MoveDisk = {
  look: (path) =>
    stat(path).then(
      (found) => (found.isFile() ? { sizeBytes: found.size, modifiedAt: Math.floor(found.mtimeMs) } : null),
      () => null,
    ),
  exists: (path) =>
    lstat(path).then(
      () => true,
      () => false,
    ),
  freeBytes,
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  async link(from, to) {
    // Of a link there would be two links then, and the second may lead nowhere: what it leads to is copied.
    if ((await lstat(from)).isSymbolicLink()) return false;
    try {
      await link(from, to);
      return true;
    } catch (error) {
      if (noLink.has(systemCode(error))) return false;
      throw error;
    }
  },
  copy: copyFile,
  async rename(from, to) {
    // A file system without links has no rename either that would leave what has the name alone: it is looked at before.
    if (await nodeMoveDisk.exists(to)) throw appError("invalid-input", "no-free-name");
    await rename(from, to);
  },
  remove: (root, path) => removeFiles(root, [path]),
  syncFolder,
};

async function copyFile(
  from: string,
  to: string,
  onCopied: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const source = await open(from, "r");
  try {
    const { atime, mtimeMs } = await source.stat();
    const target = await open(to, "wx");
    try {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      for (;;) {
        if (signal.aborted) throw appError("cancelled", "cancelled");
        const { bytesRead } = await source.read(chunk, 0, chunkBytes, null);
        if (bytesRead === 0) break;
        // Short writes are written on by Node.
        await target.writeFile(chunk.subarray(0, bytesRead));
        onCopied(bytesRead);
      }
      await target.sync();
    } finally {
      await target.close();
    }
    await utimes(to, atime, new Date(Math.floor(mtimeMs)));
  } finally {
    await source.close();
  }
}
