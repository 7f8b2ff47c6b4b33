import { type LeftOutMessages, messageText } from "../../../src-shared/contract/index.ts";
import type { SaidMessage, Turn } from "./types.ts";

/**
 * A branch as the engine takes it: the system prompt, then the turns, each answer apart from its reasoning as the window shows
 * it. Answers that failed before their first word are left out; the two questions that then follow one another become one
 * turn, since many templates refuse two in a row. `isOpen`: the last answer is gone on with, whatever there is of it.
 */
export function turnsOf(systemPrompt: string, branch: readonly SaidMessage[], isOpen = false): Turn[] {
  const turns: Turn[] = systemPrompt.trim() === "" ? [] : [{ role: "system", text: systemPrompt }];
  for (const [at, message] of branch.entries()) {
    const { role } = message;
    const turn = turnOf(message);
    const isGoneOnWith = isOpen && at === branch.length - 1;
    if (isSilent(message) && !isGoneOnWith) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.text += `\n\n${turn.text}`;
    else turns.push(turn);
  }
  return turns;
}

/** An answer without a word. */
const isSilent = (message: SaidMessage): boolean => message.role === "assistant" && messageText(message).trim() === "";

/** The messages of a branch that turns of it stand for, counted without the system prompt. */
export function messagesOf(
  branch: readonly SaidMessage[],
  { from, count }: { from: number; count: number },
): LeftOutMessages {
  // The turn to which each message belongs; a silent answer to the one before it.
  const turnAt: number[] = [];
  let role: SaidMessage["role"] | null = null;
  for (const message of branch) {
    const before = turnAt.at(-1) ?? 0;
    const isNext = !isSilent(message) && role !== null && message.role !== role;
    turnAt.push(isNext ? before + 1 : before);
    if (!isSilent(message)) ({ role } = message);
  }
  const belong = (isIt: (turn: number) => boolean): number => turnAt.filter(isIt).length;
  return {
    after: belong((turn) => turn < from),
    messages: belong((turn) => turn >= from && turn < from + count),
    summarised: false,
  };
}

export function turnOf(message: SaidMessage): Turn {
  const { role } = message;
  const text = messageText(message);
  return role === "assistant" ? { role, text, thinking: messageText(message, "thinking") } : { role, text };
}
