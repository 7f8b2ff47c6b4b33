import { branchOf } from "./branch-of.ts";
import { textOf, toolOf } from "./part-data.ts";
import type { Form, WholeConversation, WholeMessage } from "./types.ts";

/** The branch that is shown as OpenAI's JSONL has it for training: a line for each conversation. Reasoning is not a part of that form. */
export const openAi: Form = {
  head: () => "",
  one: (whole) => `${JSON.stringify({ messages: messagesOf(whole) })}\n`,
  between: "",
  tail: "",
};

function messagesOf(whole: WholeConversation): object[] {
  const { systemPrompt } = whole.conversation.settings;
  const system = systemPrompt === "" ? [] : [{ role: "system", content: systemPrompt }];
  return [...system, ...branchOf(whole).flatMap(said)];
}

/** Tools come between what was said before their calls and what was said after their answers. */
function said(message: WholeMessage): object[] {
  const { role, parts } = message;
  if (!parts.some(({ kind }) => kind === "tool-call" || kind === "tool-result"))
    return [{ role, content: textOf(message, "text") }];
  const lines: object[] = [];
  for (const part of parts) {
    const { id, name } = toolOf(part);
    if (part.kind === "text") lines.push({ role, content: part.text });
    if (part.kind === "tool-call") {
      const call = { id: id ?? name, type: "function", function: { name, arguments: part.text } };
      lines.push({ role: "assistant", content: null, tool_calls: [call] });
    }
    if (part.kind === "tool-result") lines.push({ role: "tool", tool_call_id: id ?? name, content: part.text });
  }
  return lines;
}
