import type { Download, VariantFile } from "../../../src-shared/contract/index.ts";

/** One variant at one commit, chosen from the catalogue. */
export interface DownloadOrder {
  repository: string;
  commit: string;
  /** `variantKey`: unique within the repository. */
  variantKey: string;
  label: string;
  modifiers: string[];
  /** In the order of the shards. */
  files: readonly VariantFile[];
}

/** A variant whose files all have the right checksum and lie where they belong. */
export interface InstalledFiles {
  repository: string;
  commit: string;
  variantKey: string;
  label: string;
  modifiers: string[];
  /** The models folder that it went to. */
  root: string;
  /** `path` is absolute. */
  files: { path: string; sizeBytes: number; sha256: string | null }[];
}

export interface DownloadSettings {
  /** Over all downloads together. */
  connections: number;
  simultaneousDownloads: number;
  maxBytesPerSecond: number | null;
}

/**
 * The downloads of this data folder. Errors are `AppError`: not-found, busy (another process has it), disk-full, disk-failed,
 * invalid-input. What ends a running download is in its `error` instead.
 */
export interface Downloads {
  /** The oldest first. */
  list(): Download[];
  /** Starts, goes on with, or just returns the download of this variant at this commit: never a second one. */
  start(order: DownloadOrder): Promise<Download>;
  /** Resolves when nothing of it runs any more; what has been received is on the disk. */
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  /** Also deletes what was received; a finished one is only taken off the list. */
  cancel(id: string): Promise<void>;
  /** Takes the finished and the failed ones off the list, with what the failed ones had received. */
  clear(): Promise<void>;
  /** Resolves when the download is done, paused, failed or gone; with its last state, or null when it is gone. */
  settled(id: string): Promise<Download | null>;
  /** At most five times a second while something runs. Returns the function that ends the subscription. */
  onChange(listener: (downloads: Download[]) => void): () => void;
  /** Goes on with what was running when the application ended, however it ended. To be called once, after the start. */
  restore(): Promise<void>;
  /** Stops everything; `restore` of the next start goes on with it. */
  dispose(): Promise<void>;
}
