import type { Download, ErrorDto } from "../../../src-shared/contract/index.ts";
import type { Lease } from "../../ground/processes/index.ts";
import type { Interval } from "./intervals.ts";

export type DownloadState = Download["state"];

export interface JournalFile {
  /** In the repository. */
  remotePath: string;
  /** Absolute. The file is written to `partPath` and renamed once its checksum is right. */
  finalPath: string;
  partPath: string;
  sizeBytes: number;
  /** What it must hash to; null where the Hub gives none. */
  sha256: string | null;
  /** What the content's server called it; another one means another content. */
  etag: string | null;
  installed: boolean;
  /** Bytes that are on the disk for certain. */
  ranges: Interval[];
}

export interface JournalEntry {
  id: string;
  repository: string;
  commit: string;
  variantKey: string;
  label: string;
  modifiers: string[];
  state: DownloadState;
  error: ErrorDto | null;
  variantId: string | null;
  createdAt: number;
  /** The smaller one runs first; the journal gives a new one the last place. */
  rank: number;
  /** The models folder when it was ordered: nothing outside of it is ever deleted. */
  root: string;
  files: JournalFile[];
}

/**
 * What is known about every download after a crash. Writes are durable when the call returns. Files are named by their
 * position in `files`.
 */
export interface Journal {
  /** In the order in which they are to run. */
  list(): JournalEntry[];
  get(id: string): JournalEntry | null;
  find(repository: string, commit: string, variantKey: string): JournalEntry | null;
  /** False, and nothing done, when the variant at this commit is there already. */
  add(entry: Omit<JournalEntry, "rank">): boolean;
  remove(id: string): void;
  /** Puts it before another one, or last. Nothing is done where one of the two is not there. */
  place(id: string, beforeId: string | null): void;
  setState(id: string, state: DownloadState, error: ErrorDto | null, variantId: string | null): void;
  /** Takes the lease when it is free or `mayTake` says that its holder is gone; one writer among all processes. */
  claim(id: string, lease: Lease, mayTake: (held: Lease) => boolean): boolean;
  /** False when another process holds it by now. */
  renew(id: string, lease: Lease): boolean;
  release(id: string, owner: string): void;
  lease(id: string): Lease | null;
  /** To be called only after the bytes have been synchronised to the disk. */
  setRanges(id: string, position: number, ranges: readonly Interval[]): void;
  setEtag(id: string, position: number, etag: string | null): void;
  setInstalled(id: string, position: number): void;
}
