import { z } from "zod";
import {
  anyField,
  contentParts,
  idField,
  isRecord,
  otherPart,
  textField,
  thinkingPart,
  toolCallParts,
  toolResultPart,
} from "../fields.ts";
import type { ForeignMessage, FormReader } from "../foreign.ts";
import { titleOfFirst } from "../title-of-first.ts";

const messageSchema = z.object({
  role: textField,
  content: anyField,
  reasoning_content: textField,
  reasoning: textField,
  tool_calls: anyField,
  tool_call_id: idField,
  name: textField,
});
const lineSchema = z.object({ messages: z.array(z.unknown()) });

/** `{"messages": [{"role", "content"}]}`: a conversation a line. It has no id; the content's hash is taken for one. */
export const openAi: FormReader = {
  source: "openai-jsonl",
  isIt: (value) => {
    const first = Array.isArray(value["messages"]) ? (value["messages"] as unknown[])[0] : undefined;
    return isRecord(first) && typeof first["role"] === "string";
  },
  read(value) {
    const messages = lineSchema.parse(value).messages.map(toMessage);
    return {
      source: "openai-jsonl",
      sourceId: null,
      title: titleOfFirst(messages),
      headId: null,
      createdAt: null,
      updatedAt: null,
      messages,
    };
  },
};

function toMessage(value: unknown, at: number): ForeignMessage {
  const place = { id: `${at}`, parentId: at === 0 ? null : `${at - 1}`, createdAt: null, model: null };
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) return { ...place, role: "assistant", parts: [otherPart(value)] };
  const { role: said, content, tool_calls: calls, tool_call_id: toolId, name } = parsed.data;
  if (said === "tool" || said === "function")
    return { ...place, role: "tool", parts: [toolResultPart(content, toolId, name)] };
  const role = said === "user" ? "user" : said === "system" || said === "developer" ? "system" : "assistant";
  const thoughts = parsed.data.reasoning_content || parsed.data.reasoning;
  return { ...place, role, parts: [...thinkingPart(thoughts), ...contentParts(content), ...toolCallParts(calls)] };
}
