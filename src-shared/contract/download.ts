import type { ErrorDto } from "./errors.ts";

export interface DownloadRequest {
  repository: string;
  /** The variant's key in the repository, as `Q4_K_M` or `UD-Q4_K_XL`. */
  variant: string;
}

/** A variant that shall answer once it is here. */
export interface AwaitedModel extends DownloadRequest {
  /** What it was planned for; the usual context where there is none. */
  contextTokens?: number | undefined;
}

export const downloadStates = ["queued", "downloading", "verifying", "paused", "failed", "done"] as const;

export interface Download {
  id: string;
  repository: string;
  commit: string;
  variant: string;
  label: string;
  state: (typeof downloadStates)[number];
  totalBytes: number;
  /** Written and on disk, by the journal. */
  receivedBytes: number;
  /** Hashed so far, in order. */
  verifiedBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  /** What is being retried and why; null when all is well. */
  retry: { reason: ErrorDto; attempt: number } | null;
  error: ErrorDto | null;
  /** Why it does not run although it is to: others are before it, or its hours have not come. Null while it is not queued. */
  waits: { for: "turn" } | { for: "hours"; fromMinute: number } | null;
  /** The smaller one runs first. */
  rank: number;
  /** Set when done. */
  variantId: string | null;
  createdAt: number;
}

export interface DownloadPlace {
  id: string;
  /** The download that it is to run before; null: it is to be the last. */
  beforeId: string | null;
}

export interface DownloadId {
  id: string;
}
