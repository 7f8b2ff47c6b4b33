import { z } from "zod";
import {
  asText,
  attachmentPart,
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

const messageSchema = z.object({
  uuid: idField,
  parent_message_uuid: idField,
  sender: textField,
  text: textField,
  content: listField,
  created_at: timeField,
  attachments: listField,
  files: listField,
});
const conversationSchema = z.object({
  uuid: idField,
  name: textField,
  created_at: timeField,
  updated_at: timeField,
  model: z.string().nullable().catch(null),
  current_leaf_message_uuid: idField,
  chat_messages: z.array(z.unknown()),
});

/** Anthropic's export is a line of messages; ids of parents are taken where they are there. */
export const claude: FormReader = {
  source: "claude",
  isIt: (value) => Array.isArray(value["chat_messages"]),
  read(value) {
    const read = conversationSchema.parse(value);
    const ids = new Set<string>();
    let last: string | null = null;
    const messages = read.chat_messages.map((one, at): ForeignMessage => {
      const message = messageSchema.catch(nothing).parse(one);
      const id = message.uuid ?? `message-${at}`;
      const parentId: string | null = ids.has(message.parent_message_uuid ?? "") ? message.parent_message_uuid : last;
      ids.add(id);
      last = id;
      const role = message.sender === "human" ? "user" : "assistant";
      return { id, parentId, role, parts: partsOf(message, one), createdAt: message.created_at, model: null };
    });
    return {
      ...{ source: "claude", sourceId: read.uuid, title: read.name, model: read.model, createdAt: read.created_at },
      ...{ updatedAt: read.updated_at, headId: read.current_leaf_message_uuid ?? last, messages },
    };
  },
};

const nothing: z.infer<typeof messageSchema> = {
  ...{
    uuid: null,
    parent_message_uuid: null,
    sender: "",
    text: "",
    content: [],
    created_at: null,
    attachments: [],
    files: [],
  },
};

function partsOf(message: z.infer<typeof messageSchema>, raw: unknown): ForeignPart[] {
  const attached = [...message.attachments, ...message.files].map(toAttachment);
  const content = message.content.flatMap(contentPart);
  const said = content.length > 0 ? content : textPart(message.text);
  if (attached.length + said.length === 0 && isRecord(raw) && message.sender === "") return [otherPart(raw)];
  return [...attached, ...said];
}

const fileSchema = z.object({ file_name: textField, file_type: textField, extracted_content: textField });

function toAttachment(value: unknown): ForeignPart {
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) return otherPart(value);
  const { file_name: name, file_type: type, extracted_content: text } = parsed.data;
  return attachmentPart(name, type || "application/octet-stream", text);
}

function contentPart(part: unknown): ForeignPart[] {
  if (!isRecord(part)) return [otherPart(part)];
  const { type, text, thinking, name, input, id, tool_use_id: toolId, content } = part;
  if (type === "text" && typeof text === "string") return textPart(text);
  if (type === "thinking" && typeof thinking === "string") return thinkingPart(thinking);
  if (type === "tool_use")
    return [{ kind: "tool-call", text: asText(input), data: { id: idField.parse(id), name: asText(name) } }];
  if (type === "tool_result") return [toolResultPart(resultText(content), idField.parse(toolId), asText(name))];
  return [otherPart(part)];
}

function resultText(content: unknown): string {
  if (!Array.isArray(content)) return asText(content);
  return content
    .map((item: unknown) => (isRecord(item) && typeof item["text"] === "string" ? item["text"] : asText(item)))
    .join("\n");
}
