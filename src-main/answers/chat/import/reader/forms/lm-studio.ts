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

const conversationSchema = z.object({
  name: textField,
  createdAt: timeField,
  userLastMessagedAt: timeField,
  assistantLastMessagedAt: timeField,
  systemPrompt: textField,
  lastUsedModel: z.object({ identifier: textField }).nullable().catch(null),
  messages: z.array(z.object({ versions: z.array(z.unknown()), currentlySelected: z.number().catch(0) })),
});
const versionSchema = z.object({
  role: textField,
  content: listField,
  steps: listField,
  senderInfo: z.object({ senderName: textField }).nullable().catch(null),
});

/**
 * The vendor asks nobody to rely on it. A message has versions, and what follows is the selected one's: the others are its siblings, at
 * the end of their branches.
 */
export const lmStudio: FormReader = {
  source: "lm-studio",
  isIt: (value) => {
    const first = Array.isArray(value["messages"]) ? (value["messages"] as unknown[])[0] : undefined;
    return (
      (isRecord(first) && Array.isArray(first["versions"])) ||
      ("usePerChatPredictionConfig" in value && "messages" in value)
    );
  },
  read(value, name) {
    const read = conversationSchema.parse(value);
    const messages: ForeignMessage[] = [];
    let parentId: string | null = null;
    for (const [at, { versions, currentlySelected }] of read.messages.entries()) {
      const selected = Math.min(Math.max(0, Math.floor(currentlySelected)), Math.max(0, versions.length - 1));
      for (const [number, version] of versions.entries())
        messages.push(toMessage(`${at}.${number}`, parentId, version));
      if (versions.length > 0) parentId = `${at}.${selected}`;
    }
    const [file = "", ...folders] = name.split("/").reverse();
    return {
      ...{
        source: "lm-studio",
        sourceId: file.replace(/\.conversation\.json$/, ""),
        title: read.name,
        messages,
        headId: parentId,
      },
      systemPrompt: read.systemPrompt,
      model: read.lastUsedModel?.identifier ?? null,
      createdAt: read.createdAt,
      updatedAt: Math.max(read.userLastMessagedAt ?? 0, read.assistantLastMessagedAt ?? 0) || read.createdAt,
      folders: folders.reverse().filter((folder) => folder !== "conversations"),
    };
  },
};

function toMessage(id: string, parentId: string | null, value: unknown): ForeignMessage {
  const { role, content, steps, senderInfo } = versionSchema
    .catch({ role: "", content: [], steps: [], senderInfo: null })
    .parse(value);
  const said = role === "user" ? "user" : role === "system" ? "system" : "assistant";
  const parts = [...content.flatMap((part) => contentPart(part, false)), ...steps.flatMap(stepParts)];
  return { id, parentId, role: said, parts, createdAt: null, model: senderInfo?.senderName ?? null };
}

const stepSchema = z.object({
  type: textField,
  style: z.object({ type: textField }).nullable().catch(null),
  content: listField,
});

function stepParts(step: unknown): ForeignPart[] {
  const { type, style, content } = stepSchema.catch({ type: "", style: null, content: [] }).parse(step);
  // What it notes for itself while it generates.
  if (type === "debugInfoBlock" || type === "status") return [];
  if (type !== "contentBlock") return [otherPart(step)];
  const isThinking = style?.type === "thinking";
  return joined(content.flatMap((part) => contentPart(part, isThinking)));
}

/** A block comes in many short pieces. */
function joined(parts: readonly ForeignPart[]): ForeignPart[] {
  const all: ForeignPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.kind === part.kind && (part.kind === "text" || part.kind === "thinking")) last.text += part.text;
    else all.push({ ...part });
  }
  return all;
}

function contentPart(part: unknown, isThinking: boolean): ForeignPart[] {
  if (!isRecord(part)) return [otherPart(part)];
  const {
    type,
    text,
    name,
    parameters,
    arguments: given,
    callId,
    toolCallRequestId,
    toolCallId,
    content,
    result,
  } = part;
  if (type === "text" && typeof text === "string") {
    if (part["isStructural"] === true) return [];
    return isThinking ? thinkingPart(text) : textPart(text);
  }
  const id =
    [callId, toolCallRequestId, toolCallId].map((one) => idField.parse(one ?? null)).find((one) => one !== null) ??
    null;
  if (type === "toolCallRequest")
    return [{ kind: "tool-call", text: asText(parameters ?? given), data: { id, name: asText(name) } }];
  if (type === "toolCallResult") return [toolResultPart(content ?? result, id, asText(name))];
  if (type === "file" || type === "image")
    return [
      attachmentPart(asText(name ?? part["fileIdentifier"]), asText(part["fileType"]) || "application/octet-stream"),
    ];
  return [otherPart(part)];
}
