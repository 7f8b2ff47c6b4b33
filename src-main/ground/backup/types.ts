import type { WaitingRestore } from "../../../src-shared/contract/index.ts";
import type { Clock, Logger } from "../core/index.ts";
import type { CopyCheck, Migration } from "../storage/index.ts";

/** Work on a whole database that takes its time: elsewhere than in main. Both end at the signal, with `cancelled`. */
export interface DatabaseWork {
  /** As it is at this moment, into a new file, which is then checked. Throws as `copyDatabase` and `checkCopy` do. */
  copy(from: string, to: string, signal: AbortSignal): Promise<CopyCheck>;
  /** Throws as `checkCopy` does. */
  check(path: string, signal: AbortSignal): Promise<CopyCheck>;
}

export interface BackupOptions {
  dataFolder: string;
  databases: DatabaseWork;
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
