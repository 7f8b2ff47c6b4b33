import type { Download, ErrorDto } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";
import { firstSentence } from "../../words/first-sentence.ts";

type Words = WindowWords["downloads"];

/** Whether it waits before its next attempt: nothing comes in, and nothing needs to be done. */
function waits({ retry, bytesPerSecond }: Download): boolean {
  return retry !== null && !bytesPerSecond;
}

export function stateWords(words: Words, download: Download): string {
  return waits(download) ? words.retrying : words.states[download.state];
}

/** What went wrong last, without the advice that is for people whose download has stopped. */
export function retryWords(
  language: { words: { downloads: Words }; sayError: (error: ErrorDto) => string },
  { reason, attempt }: NonNullable<Download["retry"]>,
): string {
  return language.words.downloads.nextAttempt(firstSentence(language.sayError(reason)), attempt + 1);
}

/** "2.1 of 2.9 GB · 48 MB/s · 17 s left · verified to 2.1 GB". */
export function progressWords(words: Words, download: Download): string {
  if (download.state === "done") return words.total(download.totalBytes);
  const parts = [words.amount(download.receivedBytes, download.totalBytes)];
  if (download.bytesPerSecond !== null) parts.push(words.speed(download.bytesPerSecond));
  if (download.secondsLeft !== null) parts.push(words.left(download.secondsLeft));
  if (download.verifiedBytes > 0) parts.push(words.verifiedTo(download.verifiedBytes));
  return parts.join(" · ");
}
