import { attachmentOf, textOf, toolOf } from "./part-data.ts";
import { branchOf } from "./branch-of.ts";
import type { KeptPart } from "../types.ts";
import type { Form, WholeConversation, WholeMessage } from "./types.ts";

/** What Open WebUI imports: its times are in seconds, and a message knows its children. */
export const openWebUi: Form = {
  head: () => "[\n",
  one: (whole) => JSON.stringify(chatJson(whole)),
  between: ",\n",
  tail: "\n]\n",
};

function chatJson(whole: WholeConversation): object {
  const { conversation, messages } = whole;
  const { id, title, variantName, settings, headId, createdAt, updatedAt } = conversation;
  const children = new Map<string, string[]>();
  for (const { id: child, parentId } of messages) {
    if (parentId !== null) children.set(parentId, [...(children.get(parentId) ?? []), child]);
  }
  const nodes = new Map(messages.map((message) => [message.id, messageJson(message, children.get(message.id) ?? [])]));
  const branch = branchOf(whole).flatMap((message) => nodes.get(message.id) ?? []);
  const chat = {
    ...{
      title,
      models: variantName === null ? [] : [variantName],
      params: { system: settings.systemPrompt },
      options: {},
    },
    history: { currentId: headId, messages: Object.fromEntries(nodes) },
    ...{ messages: branch, tags: [], files: [], timestamp: createdAt },
  };
  return {
    ...{ id, user_id: "", title, chat, meta: { tags: [] }, pinned: false, folder_id: null },
    ...{ created_at: seconds(createdAt), updated_at: seconds(updatedAt) },
  };
}

function messageJson(message: WholeMessage, childrenIds: readonly string[]): object {
  const { id, parentId, role, createdAt, variantName } = message;
  const output = message.parts.flatMap((part, at) => outputItem(part, `${id}-${at}`));
  const files = message.parts.filter(({ kind }) => kind === "attachment").map(fileJson);
  return {
    ...{ id, parentId, childrenIds, role, content: textOf(message, "text"), timestamp: seconds(createdAt), done: true },
    ...(variantName === null ? {} : { model: variantName, modelName: variantName }),
    ...(role === "assistant" && output.length > 0 ? { output } : {}),
    ...(files.length === 0 ? {} : { files }),
  };
}

/** As OpenAI's Responses have it. */
function outputItem(part: KeptPart, id: string): object[] {
  const { kind, text } = part;
  if (kind === "thinking")
    return [{ type: "reasoning", id, content: [{ type: "reasoning_text", text }], summary: [], status: "completed" }];
  if (kind === "text")
    return [{ type: "message", id, role: "assistant", content: [{ type: "output_text", text }], status: "completed" }];
  const tool = toolOf(part);
  const callId = tool.id ?? id;
  if (kind === "tool-call")
    return [{ type: "function_call", id, call_id: callId, name: tool.name, arguments: text, status: "completed" }];
  if (kind === "tool-result")
    return [{ type: "function_call_output", id, call_id: callId, output: [{ type: "input_text", text }] }];
  return [];
}

function fileJson(part: KeptPart): object {
  const { name, mediaType } = attachmentOf(part);
  return {
    type: "file",
    name,
    content_type: mediaType,
    ...(part.text === "" ? {} : { file: { data: { content: part.text } } }),
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
