import type { KeptPart } from "../types.ts";
import { attachmentOf, textOf, toolOf } from "./part-data.ts";
import type { Form, WholeConversation, WholeMessage } from "./types.ts";

/** What llama.cpp's UI imports: a line for the conversation, then one for each message of the tree, whose root says nothing. */
export const llamaCpp: Form = {
  head: () => "",
  one: (whole) =>
    linesOf(whole)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(""),
  between: "",
  tail: "",
};

function linesOf({ conversation, messages }: WholeConversation): object[] {
  const { id, title, updatedAt, createdAt, headId, settings } = conversation;
  const rootId = `${id}-root`;
  const systemId = `${id}-system`;
  const hasSystem = settings.systemPrompt !== "";
  const firstId = hasSystem ? systemId : rootId;
  const children = new Map<string, string[]>();
  for (const message of messages) {
    const parent = message.parentId ?? firstId;
    children.set(parent, [...(children.get(parent) ?? []), message.id]);
  }
  const node = (own: object) => ({ type: "message", message: { convId: id, toolCalls: "", ...own } });
  const top = { type: "root", timestamp: createdAt, role: "system", content: "", parent: null };
  const system = {
    type: "system",
    timestamp: createdAt,
    role: "system",
    content: settings.systemPrompt,
    parent: rootId,
  };
  return [
    { harness: "llama.app", type: "session", id, name: title, lastModified: updatedAt, currNode: headId ?? firstId },
    node({ id: rootId, ...top, children: hasSystem ? [systemId] : (children.get(rootId) ?? []) }),
    ...(hasSystem ? [node({ id: systemId, ...system, children: children.get(systemId) ?? [] })] : []),
    ...messages.map((message) => node(messageNode(message, firstId, children.get(message.id) ?? []))),
  ];
}

function messageNode(message: WholeMessage, firstId: string, children: readonly string[]): object {
  const { id, parentId, role, createdAt, variantName, parts } = message;
  const thinking = textOf(message, "thinking");
  const calls = parts.filter(({ kind }) => kind === "tool-call").map(toolCall);
  const extra = parts.flatMap(extraOf);
  return {
    ...{
      id,
      type: "text",
      timestamp: createdAt,
      role,
      content: textOf(message, "text"),
      parent: parentId ?? firstId,
      children,
    },
    ...(thinking === "" ? {} : { reasoningContent: thinking }),
    ...(calls.length === 0 ? {} : { toolCalls: calls }),
    ...(extra.length === 0 ? {} : { extra }),
    ...(variantName === null ? {} : { model: variantName }),
  };
}

function toolCall(part: KeptPart): object {
  const { id, name } = toolOf(part);
  return { id: id ?? "", type: "function", function: { name, arguments: part.text } };
}

/** A tool's answer belongs to the message that asked for it here, and there is a text beside the message. */
function extraOf(part: KeptPart): object[] {
  if (part.kind === "tool-result") return [{ type: "TEXT", name: toolOf(part).name, content: part.text }];
  if (part.kind === "attachment" && part.text !== "")
    return [{ type: "TEXT", name: attachmentOf(part).name, content: part.text }];
  return [];
}
