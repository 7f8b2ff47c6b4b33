import type { Message } from "../../../src-shared/contract/index.ts";

/** As long as a screen reader is listened to without asking; the rest is there to be read. */
const maxSpokenChars = 600;

/** What is said when an answer has come to its end. Its code is left to be looked at. */
export function spokenText(message: Pick<Message, "text" | "state">): string {
  if (message.state === "failed") return "The answer failed.";
  if (message.state === "interrupted") return "The answer was interrupted.";
  const answer = message.text
    .slice(-maxSpokenChars * 20)
    .replace(/```[\s\S]*?(?:```|$)/g, " (code) ")
    .replace(/[*_`#|>]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const text = answer.length > maxSpokenChars ? `${answer.slice(0, maxSpokenChars)} … and more.` : answer;
  return message.state === "stopped" ? `Stopped. ${text}` : `Answer: ${text}`;
}
