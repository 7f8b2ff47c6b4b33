import type { Download } from "../../../src-shared/contract/index.ts";
import { formatBytes, formatBytesOf, formatDuration } from "../../../src-shared/figures/index.ts";
import { firstSentence } from "../../words/first-sentence.ts";

const states: Record<Download["state"], string> = {
  queued: "Waiting its turn",
  downloading: "Downloading",
  verifying: "Verifying",
  paused: "Paused",
  failed: "Stopped",
  done: "Installed, SHA-256 right",
};

/** Whether it waits before its next attempt: nothing comes in, and nobody has to do anything. */
function waits({ retry, bytesPerSecond }: Download): boolean {
  return retry !== null && !bytesPerSecond;
}

export function stateWords(download: Download): string {
  return waits(download) ? "Tries again by itself" : states[download.state];
}

/** What went wrong last, without the advice that is for people whose download has stopped. */
export function retryWords({ reason, attempt }: NonNullable<Download["retry"]>): string {
  return `${firstSentence(reason)} Attempt ${attempt + 1} goes on from there.`;
}

/** "2.1 of 2.9 GB · 48 MB/s · 17 s left · verified to 2.1 GB". */
export function progressWords(download: Download): string {
  if (download.state === "done") return formatBytes(download.totalBytes);
  const parts = [formatBytesOf(download.receivedBytes, download.totalBytes)];
  if (download.bytesPerSecond !== null) parts.push(`${formatBytes(download.bytesPerSecond)}/s`);
  if (download.secondsLeft !== null) parts.push(`${formatDuration(download.secondsLeft)} left`);
  if (download.verifiedBytes > 0) parts.push(`verified to ${formatBytes(download.verifiedBytes)}`);
  return parts.join(" · ");
}
