import { openingOf, usualMarks } from "../thinking/index.ts";
import type { PromptMessage } from "../types.ts";

/** Stands for a place in the text that is looked for; private use, so no text holds it. */
export const placeMark = "\uE0A0\uE0A1";

/** A conversation whose last message is an answer that is gone on with. */
export interface OpenAnswer {
  /** What comes before it. */
  before: readonly PromptMessage[];
  text: string;
  thinking: string;
}

/** Null where the last message is not an answer. */
export function openAnswerOf(messages: readonly PromptMessage[]): OpenAnswer | null {
  const last = messages.at(-1);
  if (last?.role !== "assistant") return null;
  return { before: messages.slice(0, -1), text: last.text, thinking: last.thinking ?? "" };
}

/**
 * The prompt up to the end of what the answer has said, as the form writes an answer: it is shown with a mark at its end, and cut there.
 * `show` writes a whole conversation, `prompt` one up to where an answer begins. Where a form leaves some of it out, as many do with
 * reasoning, or takes no answer at the end, what was said is written behind its own opening.
 */
export function writeOpenAnswer(
  { before, text, thinking }: OpenAnswer,
  show: (messages: readonly PromptMessage[]) => string | null,
  prompt: (messages: readonly PromptMessage[]) => string,
): string {
  const answer: PromptMessage =
    text === ""
      ? { role: "assistant", text, thinking: thinking + placeMark }
      : { role: "assistant", text: text + placeMark, thinking };
  const shown = show([...before, answer]) ?? "";
  const written = shown.slice(0, Math.max(0, shown.lastIndexOf(placeMark)));
  if (written.endsWith((text === "" ? thinking : text).trimStart()) && written !== "") return written;
  const begun = prompt(before);
  const opening = openingOf(begun);
  const isThinking = opening?.mode === "thinking";
  if (text === "") return `${begun}${isThinking ? "" : `${usualMarks.open}\n`}${thinking}`;
  return isThinking ? `${begun}${thinking}\n${opening.close}\n\n${text}` : `${begun}${text}`;
}
