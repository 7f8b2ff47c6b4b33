import { type Message, messageText } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

/** As long as a screen reader is listened to without asking; the rest is there to be read. */
const maxSpokenChars = 600;

/** What is read out when an answer is complete. Its code is left out. */
export function spokenText(words: WindowWords["chat"]["answer"], message: Pick<Message, "parts" | "state">): string {
  if (message.state === "failed") return words.spokenFailed;
  if (message.state === "interrupted") return words.spokenInterrupted;
  const answer = readableText(messageText(message).slice(-maxSpokenChars * 20), words.spokenCode);
  const text = answer.length > maxSpokenChars ? `${answer.slice(0, maxSpokenChars)} ${words.spokenMore}` : answer;
  return message.state === "stopped" ? words.spokenStopped(text) : words.spoken(text);
}

/** Markdown without its marks, and `code` where code is. */
export function readableText(markdown: string, code: string): string {
  return markdown
    .replace(/```[\s\S]*?(?:```|$)/g, ` ${code} `)
    .replace(/[*_`#|>]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
