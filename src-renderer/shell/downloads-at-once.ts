import type { Download } from "../../src-shared/contract/index.ts";
import { goesOn } from "../words/download-progress.ts";

export interface DownloadsAtOnce {
  /** Received of all that is to come, 0 to 1. */
  share: number;
  /** Until the last of those that go on is there; null while nothing comes in. */
  secondsLeft: number | null;
}

/** Downloads as one: those that wait for a person count to the share, and not to the time. */
export function downloadsAtOnce(downloads: readonly Download[]): DownloadsAtOnce {
  const sum = (of: readonly Download[], figure: (one: Download) => number): number =>
    of.reduce((total, one) => total + figure(one), 0);
  const totalBytes = sum(downloads, (one) => one.totalBytes);
  const receivedBytes = sum(downloads, (one) => one.receivedBytes);
  const moving = downloads.filter(goesOn);
  const bytesPerSecond = sum(moving, (one) => one.bytesPerSecond ?? 0);
  const leftBytes = sum(moving, (one) => one.totalBytes - one.receivedBytes);
  // One that is slow beside a quick one does not become quicker when that one is done.
  const slowest = Math.max(0, ...moving.map((one) => one.secondsLeft ?? 0));
  return {
    share: totalBytes > 0 ? receivedBytes / totalBytes : 0,
    secondsLeft: bytesPerSecond > 0 ? Math.max(leftBytes / bytesPerSecond, slowest) : null,
  };
}
