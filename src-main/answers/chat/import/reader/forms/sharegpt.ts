import { z } from "zod";
import { anyField, idField, isRecord, otherPart, textField, textPart } from "../fields.ts";
import type { ForeignMessage, FormReader } from "../foreign.ts";
import { splitThinking } from "../split-thinking.ts";
import { titleOfFirst } from "../title-of-first.ts";

const turnSchema = z.object({ from: textField, role: textField, value: anyField, content: anyField });
const lineSchema = z.object({ id: idField, conversations: z.array(z.unknown()), system: textField });

const roles: Readonly<Record<string, ForeignMessage["role"]>> = {
  ...{ human: "user", user: "user", system: "system" },
  ...{ tool: "tool", observation: "tool", function_response: "tool" },
};

export const shareGpt: FormReader = {
  source: "sharegpt",
  isIt: (value) => {
    const first = Array.isArray(value["conversations"]) ? (value["conversations"] as unknown[])[0] : undefined;
    return isRecord(first) && typeof first["from"] === "string";
  },
  read(value) {
    const { id, conversations, system } = lineSchema.parse(value);
    const messages = conversations.map(toMessage);
    return {
      ...{ source: "sharegpt", sourceId: id, title: titleOfFirst(messages), systemPrompt: system, messages },
      ...{ headId: null, createdAt: null, updatedAt: null },
    };
  },
};

function toMessage(value: unknown, at: number): ForeignMessage {
  const place = { id: `${at}`, parentId: at === 0 ? null : `${at - 1}`, createdAt: null, model: null };
  const parsed = turnSchema.safeParse(value);
  const text = parsed.success ? (parsed.data.value ?? parsed.data.content) : null;
  if (!parsed.success || typeof text !== "string") return { ...place, role: "assistant", parts: [otherPart(value)] };
  const role = roles[parsed.data.from || parsed.data.role] ?? "assistant";
  if (role === "tool") return { ...place, role, parts: [{ kind: "tool-result", text, data: { id: null, name: "" } }] };
  return { ...place, role, parts: role === "assistant" ? splitThinking(text) : textPart(text) };
}
