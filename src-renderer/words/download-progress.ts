import type { Download } from "../../src-shared/contract/index.ts";
import type { WindowWords } from "../../src-shared/words/index.ts";

type Words = WindowWords["downloads"];

/** A check that is less than this share behind is not worth words. */
const noticedLag = 0.05;

/** "49 %", "17 s left", "2.1 of 2.9 GB", "48 MB/s": what a person asks first comes first. */
export function progressWords(words: Words, download: Download): string[] {
  const { state, receivedBytes, verifiedBytes, totalBytes, bytesPerSecond, secondsLeft } = download;
  if (state === "done") return [words.total(totalBytes)];
  const parts = totalBytes > 0 ? [words.percent(receivedBytes / totalBytes)] : [];
  if (secondsLeft !== null) parts.push(words.left(secondsLeft));
  parts.push(words.amount(receivedBytes, totalBytes));
  if (bytesPerSecond !== null) parts.push(words.speed(bytesPerSecond));
  const lags = receivedBytes - verifiedBytes > noticedLag * totalBytes;
  if (verifiedBytes > 0 && lags) parts.push(words.verifiedTo(verifiedBytes));
  return parts;
}

/** Whether it waits before its next attempt: nothing comes in, and nothing needs to be done. */
function waits({ retry, bytesPerSecond }: Download): boolean {
  return retry !== null && !bytesPerSecond;
}

/** "Downloading", "Waiting its turn", "Waits for 22:00". */
export function stateWords(words: Words, download: Download): string {
  if (waits(download)) return words.retrying;
  if (download.waits?.for === "hours") return words.waitsFor(download.waits.fromMinute);
  return isStoppedByDisk(download) ? words.diskFull : words.states[download.state];
}

/** It goes on when there is room. */
export function isStoppedByDisk({ state, error }: Download): boolean {
  return state === "paused" && error?.code === "disk-full";
}

/** Whether it goes on by itself. */
export function goesOn({ state }: Pick<Download, "state">): boolean {
  return state === "queued" || state === "downloading" || state === "verifying";
}

/** The colour of its bar; what only rests has none. */
export function toneOf(download: Download): "bad" | "good" | "tight" | "accent" | "neutral" {
  if (download.error) return "bad";
  if (download.state === "done") return "good";
  if (waits(download)) return "tight";
  return goesOn(download) ? "accent" : "neutral";
}
