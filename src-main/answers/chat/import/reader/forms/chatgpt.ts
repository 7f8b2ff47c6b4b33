import { z } from "zod";
import {
  asText,
  attachmentPart,
  flagField,
  idField,
  isRecord,
  listField,
  otherPart,
  textField,
  textPart,
  thinkingPart,
  timeField,
} from "../fields.ts";
import type { ForeignMessage, ForeignPart, FormReader } from "../foreign.ts";

const messageSchema = z.object({
  author: z.object({ role: textField, name: z.string().nullable().catch(null) }),
  create_time: timeField,
  content: z.record(z.string(), z.unknown()).catch({}),
  status: textField,
  weight: z.number().catch(1),
  recipient: z.string().catch("all"),
  metadata: z
    .object({
      model_slug: z.string().nullable().catch(null),
      is_visually_hidden_from_conversation: flagField,
      attachments: listField,
    })
    .catch({ model_slug: null, is_visually_hidden_from_conversation: false, attachments: [] }),
});
const nodeSchema = z.object({ parent: idField, message: messageSchema.nullable().catch(null) });
const conversationSchema = z.object({
  id: idField,
  conversation_id: idField,
  title: textField,
  create_time: timeField,
  update_time: timeField,
  current_node: idField,
  default_model_slug: z.string().nullable().catch(null),
  mapping: z.record(z.string(), nodeSchema),
});

/** OpenAI publishes no schema: everything but the tree itself may be missing or of another type. DeepSeek's export is like it. */
export const chatGpt: FormReader = {
  source: "chatgpt",
  isIt: (value) => isRecord(value["mapping"]),
  read(value) {
    const read = conversationSchema.parse(value);
    return {
      ...{ source: "chatgpt", sourceId: read.conversation_id ?? read.id, title: read.title, headId: read.current_node },
      ...{ model: read.default_model_slug, createdAt: read.create_time, updatedAt: read.update_time },
      messages: Object.entries(read.mapping).map(([id, node]) => toMessage(id, node)),
    };
  },
};

function toMessage(id: string, { parent, message }: z.infer<typeof nodeSchema>): ForeignMessage {
  const none = {
    id,
    parentId: parent,
    role: "assistant",
    parts: [],
    createdAt: null,
    model: null,
    isHidden: true,
  } as const;
  if (message === null) return { ...none, parts: [] };
  const { author, content, recipient, metadata } = message;
  const role = author.role === "user" || author.role === "system" || author.role === "tool" ? author.role : "assistant";
  const isHidden = metadata.is_visually_hidden_from_conversation || (role !== "tool" && message.weight === 0);
  const parts =
    role === "tool"
      ? toolParts(content, author.name)
      : recipient === "all"
        ? saidParts(content)
        : callParts(content, recipient);
  const attached = metadata.attachments.flatMap(toAttachment);
  const isCut = message.status === "in_progress" || message.status === "finished_partial_completion";
  return {
    ...{
      id,
      parentId: parent,
      role,
      parts: [...attached, ...parts],
      createdAt: message.create_time,
      model: metadata.model_slug,
      isHidden,
    },
    ...(isCut && role === "assistant" ? { state: "stopped" as const } : {}),
  };
}

const thoughtSchema = z.object({ summary: textField, content: textField });

function saidParts(content: Readonly<Record<string, unknown>>): ForeignPart[] {
  const { content_type: type, parts, text, thoughts } = content;
  if (type === "thoughts" && Array.isArray(thoughts)) {
    return thinkingPart(
      thoughts
        .map((thought: unknown) => thoughtSchema.catch({ summary: "", content: "" }).parse(thought))
        .map(({ summary, content: said }) => [summary, said].filter((one) => one !== "").join("\n"))
        .join("\n\n"),
    );
  }
  // How long it thought: it has no text of its own.
  if (type === "reasoning_recap") return [];
  if (type === "user_editable_context" || type === "model_editable_context") return [];
  if (Array.isArray(parts)) return parts.flatMap(mediaPart);
  if (type === "code" && typeof text === "string") return textPart(`\`\`\`\n${text}\n\`\`\``);
  if (typeof text === "string") return textPart(text);
  return Object.keys(content).length === 0 ? [] : [otherPart(content)];
}

function mediaPart(part: unknown): ForeignPart[] {
  if (typeof part === "string") return textPart(part);
  if (!isRecord(part)) return part === null ? [] : [otherPart(part)];
  const { asset_pointer: pointer, text, content_type: type } = part;
  if (typeof pointer === "string") {
    const named = pointer.slice(pointer.lastIndexOf("/") + 1);
    const mediaType = type === "image_asset_pointer" ? "image/png" : "application/octet-stream";
    return [attachmentPart(named, mediaType, "", { named })];
  }
  if (type === "audio_transcription" && typeof text === "string") return textPart(text);
  return [otherPart(part)];
}

const attachmentSchema = z.object({
  id: z.string().nullable().catch(null),
  name: textField,
  mime_type: textField,
  mimeType: textField,
});

function toAttachment(value: unknown): ForeignPart[] {
  const parsed = attachmentSchema.safeParse(value);
  if (!parsed.success) return [otherPart(value)];
  const { id, name, mime_type: mime, mimeType } = parsed.data;
  // Images are among the message's own parts as well.
  if (mime.startsWith("image/") || mimeType.startsWith("image/")) return [];
  return [
    attachmentPart(name, mime || mimeType || "application/octet-stream", "", id === null ? undefined : { named: id }),
  ];
}

function callParts(content: Readonly<Record<string, unknown>>, recipient: string): ForeignPart[] {
  const { text, parts } = content;
  const said = typeof text === "string" ? text : Array.isArray(parts) ? parts.map(asText).join("") : asText(content);
  return said.trim() === "" ? [] : [{ kind: "tool-call", text: said, data: { id: null, name: recipient } }];
}

function toolParts(content: Readonly<Record<string, unknown>>, name: string | null): ForeignPart[] {
  const { text, result, parts } = content;
  const known = [text, result].find((one) => typeof one === "string");
  const media = Array.isArray(parts) ? parts.filter(isRecord).flatMap(mediaPart) : [];
  const said = Array.isArray(parts)
    ? parts.filter((part) => typeof part === "string").join("\n")
    : asText(known ?? content);
  const answer: ForeignPart[] =
    said.trim() === "" ? [] : [{ kind: "tool-result", text: said, data: { id: null, name: name ?? "" } }];
  return [...answer, ...media];
}
