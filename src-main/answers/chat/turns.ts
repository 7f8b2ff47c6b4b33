import { messageText } from "../../../src-shared/contract/index.ts";
import type { SaidMessage, Turn } from "./types.ts";

/**
 * A branch as the engine takes it: the system prompt, then the turns, each answer apart from its reasoning as the window shows
 * it. Answers that failed before their first word are left out; the two questions that then follow one another become one
 * turn, since many templates refuse two in a row.
 */
export function turnsOf(systemPrompt: string, branch: readonly SaidMessage[]): Turn[] {
  const turns: Turn[] = systemPrompt.trim() === "" ? [] : [{ role: "system", text: systemPrompt }];
  for (const message of branch) {
    const { role } = message;
    const text = messageText(message);
    const turn: Turn =
      role === "assistant" ? { role, text, thinking: messageText(message, "thinking") } : { role, text };
    if (role === "assistant" && turn.text.trim() === "") continue;
    const last = turns.at(-1);
    if (last?.role === role) last.text += `\n\n${turn.text}`;
    else turns.push(turn);
  }
  return turns;
}
