import { z } from "zod";
import {
  anyField,
  asText,
  attachmentPart,
  contentParts,
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
import { splitDetails } from "../split-details.ts";

const messageSchema = z.object({
  id: idField,
  parentId: idField,
  role: textField,
  content: anyField,
  model: z.string().nullable().catch(null),
  timestamp: timeField,
  done: z.boolean().catch(true),
  files: listField,
  output: listField,
});
const chatSchema = z.object({
  title: textField,
  models: listField,
  params: z.object({ system: textField }).catch({ system: "" }),
  system: textField,
  timestamp: timeField,
  history: z
    .object({ currentId: idField, messages: z.record(z.string(), z.unknown()) })
    .nullable()
    .catch(null),
  messages: listField,
});
const rowSchema = z.object({
  id: idField,
  title: textField,
  created_at: timeField,
  updated_at: timeField,
  chat: chatSchema,
});

export const openWebUi: FormReader = {
  source: "open-webui",
  isIt: (value) => {
    const chat = isRecord(value["chat"]) ? value["chat"] : value;
    const history = chat["history"];
    return (
      (isRecord(history) && isRecord(history["messages"])) ||
      (isRecord(value["chat"]) && Array.isArray(value["chat"]["messages"]))
    );
  },
  read(value) {
    const isRow = isRecord(value) && isRecord(value["chat"]);
    const row = rowSchema.parse(isRow ? value : { chat: value, id: (value as { id?: unknown }).id });
    const { chat } = row;
    const [model] = chat.models;
    const { messages, headId } = chat.history === null ? inLine(chat.messages) : inTree(chat.history);
    return {
      ...{ source: "open-webui", sourceId: row.id, title: row.title || chat.title, messages, headId },
      systemPrompt: chat.params.system || chat.system,
      model: typeof model === "string" ? model : null,
      createdAt: row.created_at ?? chat.timestamp,
      updatedAt: row.updated_at,
    };
  },
};

function inTree({ currentId, messages }: { currentId: string | null; messages: Record<string, unknown> }) {
  return { messages: Object.entries(messages).map(([id, message]) => toMessage(message, id)), headId: currentId };
}

function inLine(list: readonly unknown[]) {
  let last: string | null = null;
  const messages = list.map((one, at) => {
    const message = toMessage(one, isRecord(one) && typeof one["id"] === "string" ? one["id"] : `message-${at}`);
    const placed = { ...message, parentId: message.parentId ?? last };
    last = placed.id;
    return placed;
  });
  return { messages, headId: last };
}

function toMessage(value: unknown, id: string): ForeignMessage {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success)
    return { id, parentId: null, role: "assistant", parts: [otherPart(value)], createdAt: null, model: null };
  const { role: said, content, output, files, model, timestamp, parentId, done } = parsed.data;
  const role = said === "user" || said === "system" || said === "tool" ? said : "assistant";
  const items = output.flatMap(outputPart);
  const text = typeof content === "string" && role === "assistant" ? splitDetails(content) : contentParts(content);
  const parts = [...files.map(toFile), ...(items.length > 0 ? items : text)];
  const state = role === "assistant" && !done ? { state: "interrupted" as const } : {};
  return { id, parentId, role, parts, createdAt: timestamp, model, ...state };
}

/** Items of OpenAI's Responses. */
function outputPart(item: unknown): ForeignPart[] {
  if (!isRecord(item)) return [otherPart(item)];
  const { type, content, summary, name, arguments: given, call_id: callId, output } = item;
  const id = idField.parse(callId ?? null);
  if (type === "reasoning") return thinkingPart(textsOf(content) || textsOf(summary));
  if (type === "message") return textPart(textsOf(content));
  if (type === "function_call") return [{ kind: "tool-call", text: asText(given), data: { id, name: asText(name) } }];
  if (type === "function_call_output") return [toolResultPart(textsOf(output), id)];
  return [otherPart(item)];
}

function textsOf(content: unknown): string {
  if (!Array.isArray(content)) return asText(content);
  return content
    .map((item: unknown) => (isRecord(item) && typeof item["text"] === "string" ? item["text"] : asText(item)))
    .join("");
}

function toFile(file: unknown): ForeignPart {
  if (!isRecord(file)) return otherPart(file);
  const { name, url, content_type: type, file: inner } = file;
  const data = isRecord(inner) && isRecord(inner["data"]) ? inner["data"] : {};
  const text = typeof data["content"] === "string" ? data["content"] : "";
  return (
    fromDataUrl(url, asText(name) || "image") ??
    attachmentPart(asText(name), typeof type === "string" ? type : "application/octet-stream", text)
  );
}
