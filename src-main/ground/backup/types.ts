import type { WaitingRestore } from "../../../src-shared/contract/index.ts";
import type { Clock, Logger } from "../core/index.ts";
import type { Migration } from "../storage/index.ts";

export interface BackupOptions {
  dataFolder: string;
  /** What the database's versions are. */
  migrations: readonly Migration[];
  appVersion: () => string;
  clock: Clock;
  logger: Logger;
}

export interface WriteRequest {
  path: string;
  /** A file that is there already is replaced; else it is left alone. */
  overwrite: boolean;
}

export interface BackupProgress {
  doneBytes: number;
  totalBytes: number;
}

export interface WrittenBackup {
  path: string;
  sizeBytes: number;
  /** Files that messages have. */
  attachments: number;
}

/** A backup that was checked, and waits only once it is confirmed. */
export interface PreparedRestore {
  of: WaitingRestore;
  confirm(): Promise<void>;
  discard(): Promise<void>;
}

/** `in-use`: another process has the database open; it takes its place later. `putAside`: the folder of what was there before, if anything was. */
export type SwapOutcome = { state: "done"; putAside: string | null } | { state: "in-use" };
