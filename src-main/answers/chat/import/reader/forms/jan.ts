import { z } from "zod";
import {
  anyField,
  asText,
  attachmentPart,
  fromDataUrl,
  idField,
  isRecord,
  listField,
  otherPart,
  textField,
  textPart,
  thinkingPart,
  timeField,
  toolResultPart,
} from "../fields.ts";
import type { ForeignMessage, ForeignPart, FormReader } from "../foreign.ts";

const assistantSchema = z.object({ model: anyField, instructions: textField });
const threadSchema = z.object({
  id: idField,
  title: textField,
  assistants: listField,
  created: timeField,
  updated: timeField,
});
const messageSchema = z.object({
  id: idField,
  role: textField,
  content: listField,
  status: textField,
  created_at: timeField,
});
const bothSchema = z.object({
  thread: threadSchema.catch(() => threadSchema.parse({})),
  messages: z.array(z.unknown()),
});

/** A thread's two files put together. A thread is a line of messages. */
export const jan: FormReader = {
  source: "jan",
  isIt: (value) => "thread" in value && Array.isArray(value["messages"]),
  read(value, name) {
    const { thread, messages } = bothSchema.parse(value);
    let last: string | null = null;
    const read = messages.map((one, at): ForeignMessage => {
      const message = toMessage(one, `message-${at}`, last);
      last = message.id;
      return message;
    });
    const assistant = assistantSchema.catch({ model: null, instructions: "" }).parse(thread.assistants[0]);
    const model = isRecord(assistant.model) ? assistant.model["id"] : assistant.model;
    const folder = name.split("/").at(-2) ?? null;
    return {
      ...{ source: "jan", sourceId: thread.id ?? folder, title: thread.title, headId: last, messages: read },
      systemPrompt: assistant.instructions,
      model: typeof model === "string" ? model : null,
      ...{ createdAt: thread.created, updatedAt: thread.updated },
    };
  },
};

function toMessage(value: unknown, otherwise: string, parentId: string | null): ForeignMessage {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success)
    return { id: otherwise, parentId, role: "assistant", parts: [otherPart(value)], createdAt: null, model: null };
  const { id, role: said, content, status, created_at: createdAt } = parsed.data;
  const role = said === "user" || said === "system" || said === "tool" ? said : "assistant";
  const state = status === "stopped" ? "stopped" : status === "error" ? "failed" : "complete";
  return { id: id ?? otherwise, parentId, role, parts: content.flatMap(contentPart), createdAt, model: null, state };
}

function contentPart(part: unknown): ForeignPart[] {
  if (!isRecord(part)) return typeof part === "string" ? textPart(part) : [otherPart(part)];
  const { type, text, image_url: image, tool_call_id: toolId, tool_name: toolName, input, output } = part;
  const said = isRecord(text) ? text["value"] : text;
  if (type === "text") return textPart(said);
  if (type === "reasoning") return thinkingPart(said);
  const url = isRecord(image) ? image["url"] : null;
  if (type === "image_url") return [fromDataUrl(url, "image") ?? attachmentPart("image", "image/*")];
  if (type !== "tool_call") return [otherPart(part)];
  const id = idField.parse(toolId ?? null);
  const call: ForeignPart = { kind: "tool-call", text: asText(input), data: { id, name: asText(toolName) } };
  return output == null ? [call] : [call, toolResultPart(output, id, asText(toolName))];
}
