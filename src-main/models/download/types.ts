import type { DownloadHours, VariantFile } from "../../../src-shared/contract/index.ts";
import type { Clock, Logger } from "../../ground/core/index.ts";
import type { Owner } from "../../ground/processes/index.ts";
import type { FileSource } from "./file-source.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { TransferLimits } from "./limits.ts";
import type { Timers } from "./timers.ts";

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

/** A variant whose files all have the right checksum and are in their final place. */
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
  /** When they may run; left out or null: at any time. */
  downloadHours?: DownloadHours | null;
}

export interface DownloadsOptions {
  source: FileSource;
  journal: Journal;
  /** Which of the journal's entries are this service's: two kinds of downloads share one journal without meeting. All when left out. */
  isOwn?: (entry: JournalEntry) => boolean;
  /** Absolute. */
  modelsFolder: () => string;
  settings: () => DownloadSettings;
  /** Puts a finished variant into the library and returns its id there. Called again if it failed. */
  onInstalled: (installed: InstalledFiles) => Promise<string>;
  /** Whether a file belongs to the library already: a cancelled download does not delete it. */
  isInLibrary: (path: string) => boolean;
  /** Whether the library holds it and knows of no damage; left out: as `isInLibrary`. */
  isSound?: (path: string) => boolean;
  /** Whether what was installed under this id is whole, also in another folder than it was fetched to; left out: that is not known. */
  isWhole?: (variantId: string) => Promise<boolean>;
  logger: Logger;
  /** Bytes free on the disk of a path; null when unknown. */
  diskFree?: (path: string) => Promise<number | null>;
  /** A name for the disk of a path: two paths of one disk have the same. */
  diskOf?: (path: string) => Promise<string>;
  timers?: Timers;
  /** For what outlives the process: leases, and when a download was ordered. */
  clock?: Clock;
  limits?: Partial<TransferLimits>;
  /** 0 to 1, for the scatter of retries. */
  random?: () => number;
  owner?: Owner;
}

/** With everything that may be left out. */
export type WholeDownloadsOptions = Required<Omit<DownloadsOptions, "limits">> & { limits: TransferLimits };
