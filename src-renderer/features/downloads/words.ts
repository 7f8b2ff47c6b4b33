import type { Download, ErrorDto } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";
import { firstSentence } from "../../words/first-sentence.ts";

/** What went wrong last, without the advice that is for people whose download has stopped. */
export function retryWords(
  language: { words: { downloads: WindowWords["downloads"] }; sayError: (error: ErrorDto) => string },
  { reason, attempt }: NonNullable<Download["retry"]>,
): string {
  return language.words.downloads.nextAttempt(firstSentence(language.sayError(reason)), attempt + 1);
}
