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
  toolCallParts,
  toolResultPart,
} from "../fields.ts";
import type { ForeignMessage, ForeignPart, FormReader } from "../foreign.ts";

const messageSchema = z.object({
  id: idField,
  type: textField,
  timestamp: timeField,
  role: textField,
  content: anyField,
  parent: idField,
  reasoningContent: textField,
  thinking: textField,
  toolCalls: anyField,
  toolCallId: idField,
  extra: listField,
  model: z.string().nullable().catch(null),
});
const sessionSchema = z.object({
  conv: z.object({ id: idField, name: textField, lastModified: timeField, currNode: idField }),
  messages: z.array(z.unknown()),
});

/** A session's lines put together, or an item of the older form, which is the same. */
export const llamaCpp: FormReader = {
  source: "llama-cpp",
  isIt: (value) => isRecord(value["conv"]) && Array.isArray(value["messages"]),
  read(value) {
    const { conv, messages } = sessionSchema.parse(value);
    const read = messages.map((message, at) => toMessage(message, `message-${at}`));
    const createdAt = read.find((message) => message.createdAt !== null)?.createdAt ?? null;
    return {
      ...{ source: "llama-cpp", sourceId: conv.id, title: conv.name, headId: conv.currNode, messages: read },
      ...{ createdAt, updatedAt: conv.lastModified },
    };
  },
};

function toMessage(value: unknown, otherwise: string): ForeignMessage {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success)
    return {
      id: otherwise,
      parentId: null,
      role: "assistant",
      parts: [otherPart(value)],
      createdAt: null,
      model: null,
    };
  const { id, type, timestamp, role: said, content, parent, toolCallId, model, extra } = parsed.data;
  const role = said === "user" || said === "system" || said === "tool" ? said : "assistant";
  const place = { id: id ?? otherwise, parentId: parent, role, createdAt: timestamp, model } as const;
  if (type === "root") return { ...place, parts: [], isHidden: true };
  const text = typeof content === "string" || content == null ? asText(content) : null;
  if (role === "tool") return { ...place, parts: [toolResultPart(text ?? content, toolCallId)] };
  const thoughts = parsed.data.reasoningContent || parsed.data.thinking;
  const parts = [
    ...extra.map(extraPart),
    ...thinkingPart(thoughts),
    ...(text === null ? [otherPart(content)] : textPart(text)),
    ...toolCallParts(parsed.data.toolCalls),
  ];
  return { ...place, parts };
}

function extraPart(value: unknown): ForeignPart {
  if (!isRecord(value)) return otherPart(value);
  const { name, base64Url, base64Data, mimeType, content } = value;
  const named = asText(name) || "attachment";
  const image = fromDataUrl(base64Url, named);
  if (image !== null) return image;
  const type = typeof mimeType === "string" ? mimeType : "";
  if (typeof base64Data === "string" && base64Data !== "")
    return attachmentPart(
      named,
      type || "application/octet-stream",
      asText(content),
      Buffer.from(base64Data, "base64"),
    );
  return typeof content === "string" ? attachmentPart(named, type || "text/plain", content) : otherPart(value);
}
