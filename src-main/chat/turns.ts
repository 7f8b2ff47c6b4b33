import type { MessageRecord } from "../library/index.ts";
import type { Turn } from "./chat-types.ts";

/** A finished thought at the beginning of an answer. Models are trained not to see their earlier thoughts again. */
const thought = /^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>\s*/i;

/** A branch as the engine takes it: the system prompt, then the turns. Answers that failed before their first word are left out. */
export function turnsOf(systemPrompt: string, branch: readonly MessageRecord[]): Turn[] {
  const system: Turn[] = systemPrompt.trim() === "" ? [] : [{ role: "system", text: systemPrompt }];
  const turns = branch.map(({ role, text }): Turn => ({ role, text: role === "assistant" ? text.replace(thought, "") : text }));
  return [...system, ...turns.filter(({ role, text }) => role === "user" || text.trim() !== "")];
}
