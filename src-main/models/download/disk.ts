import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import process from "node:process";

/** What a transfer needs of an open file. */
export type DiskFile = Pick<FileHandle, "writev" | "write" | "truncate" | "datasync" | "sync" | "close">;

/** What a transfer does on the disk. The order of it is what survives a power cut, so a test can put a recorder in its place. */
export interface Disk {
  /** Throws Node's error, ENOENT where there is none. */
  sizeOf(path: string): Promise<number>;
  makeFolder(path: string): Promise<void>;
  open(path: string, flags: "wx+" | "r+"): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** So that a new name in it survives a power cut. */
  syncFolder(path: string): Promise<void>;
}

export const nodeDisk: Disk = {
  sizeOf: async (path) => (await stat(path)).size,
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  open: (path, flags) => open(path, flags),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows has no such thing and refuses.
    if (process.platform === "win32") return;
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};
