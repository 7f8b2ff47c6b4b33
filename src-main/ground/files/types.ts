import type { FileHandle } from "node:fs/promises";

/** What a transfer needs of an open file. */
export type DiskFile = Pick<FileHandle, "write" | "truncate" | "datasync" | "sync" | "close">;

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

/** One file being hashed from its first byte on. */
export interface HashJob {
  readonly hashedBytes: number;
  /** The file is right up to here; hashing may go on so far. Never goes back. */
  advance(end: number): void;
  /** Waits until everything up to `end` has been read and resolves with the SHA-256 in lower-case hex. Called once. */
  digest(end: number): Promise<string>;
  close(): void;
}

export interface Hasher {
  open(path: string, onProgress?: (hashedBytes: number) => void): HashJob;
  /** Ends the thread; jobs that are not done fail with `cancelled`. */
  dispose(): Promise<void>;
}
