import type { MessageRecord } from "../library/index.ts";
import type { Turn } from "./chat-types.ts";

/** A finished thought at the beginning of an answer. Models are trained not to see their earlier thoughts again. */
const thought = /^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>\s*/i;

/**
 * A branch as the engine takes it: the system prompt, then the turns. Answers that failed before their first word are left
 * out; the two questions that then follow one another become one turn, since many templates refuse two in a row.
 */
export function turnsOf(systemPrompt: string, branch: readonly Pick<MessageRecord, "role" | "text">[]): Turn[] {
  const turns: Turn[] = systemPrompt.trim() === "" ? [] : [{ role: "system", text: systemPrompt }];
  for (const { role, text } of branch) {
    const shown = role === "assistant" ? text.replace(thought, "") : text;
    if (role === "assistant" && shown.trim() === "") continue;
    const last = turns.at(-1);
    if (last?.role === role) last.text += `\n\n${shown}`;
    else turns.push({ role, text: shown });
  }
  return turns;
}
