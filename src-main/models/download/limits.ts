import { GiB, KiB, MiB } from "../../../src-shared/figures/index.ts";

/** The figures of a transfer; tests make them smaller. */
export interface TransferLimits {
  /** Asked for in one request, at most and at least. A small file is cut so that every connection has a part. */
  rangeBytes: number;
  leastRangeBytes: number;
  /** Collected in memory before a write. */
  writeBytes: number;
  /** Written but not yet synchronised: at this a synchronisation starts, whatever the time. */
  flushBytes: number;
  /** The longest that written bytes wait for a synchronisation. */
  flushMs: number;
  /** In this much time of waiting for the network ... */
  stallMs: number;
  /** ... at least this much must come, or the connection is replaced. */
  leastBytesPerStall: number;
  /** The first hop and the head of an answer. */
  answerMs: number;
  /** Failures in a row without progress. Offline is another matter: the laptop may be in a train. */
  attempts: number;
  offlineAttempts: number;
  /** This much in one attempt is progress. */
  progressBytes: number;
  firstBackoffMs: number;
  maxBackoffMs: number;
  /** What a server may ask to wait; more than this ends the download with its reason. */
  maxRetryAfterMs: number;
  /** Links that were just renewed and are refused at once, in a row. */
  refusedLinks: number;
  /** Links in a row to a file that is not there, or not the chosen one. */
  goneLinks: number;
  /** Left free on the disk beside the files. */
  diskSlackBytes: number;
  /** A lease that has not been renewed for this long is free. */
  leaseMs: number;
}

export const transferLimits: TransferLimits = {
  rangeBytes: 16 * MiB,
  leastRangeBytes: 1 * MiB,
  writeBytes: 1 * MiB,
  flushBytes: 32 * MiB,
  flushMs: 500,
  stallMs: 20_000,
  leastBytesPerStall: 20 * KiB,
  answerMs: 25_000,
  attempts: 8,
  offlineAttempts: 40,
  progressBytes: 64 * KiB,
  firstBackoffMs: 500,
  maxBackoffMs: 60_000,
  maxRetryAfterMs: 15 * 60_000,
  refusedLinks: 3,
  goneLinks: 2,
  diskSlackBytes: 1 * GiB,
  leaseMs: 60_000,
};
