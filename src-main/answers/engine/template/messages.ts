import type { PromptMessage } from "../types.ts";

/**
 * A conversation as every template can take it: at most one system message, first; then user and assistant by turns,
 * beginning with the user. Neighbours of one role become one message, as a retry or a stop may leave them.
 */
export function alternate(messages: readonly PromptMessage[]): PromptMessage[] {
  const system = messages
    .filter((message) => message.role === "system" && message.text.trim() !== "")
    .map((message) => message.text)
    .join("\n\n");
  const turns: PromptMessage[] = [];
  for (const message of messages) {
    if (message.role === "system") continue;
    const last = turns.at(-1);
    if (last?.role === message.role) {
      last.text = joined(last.text, message.text);
      if (message.thinking !== undefined) last.thinking = joined(last.thinking ?? "", message.thinking);
    } else turns.push({ ...message });
  }
  if (turns[0]?.role === "assistant") turns.unshift({ role: "user", text: "" });
  return system === "" ? turns : [{ role: "system", text: system }, ...turns];
}

const joined = (...texts: string[]): string => texts.filter((text) => text !== "").join("\n\n");

/** The system message in front of the first question, for templates that know no such role (Gemma, Mistral v1). */
export function foldSystem(messages: readonly PromptMessage[]): PromptMessage[] {
  const [first, second, ...rest] = messages;
  if (first?.role !== "system") return [...messages];
  if (second?.role !== "user") return [{ role: "user", text: first.text }, ...messages.slice(1)];
  return [{ role: "user", text: `${first.text}\n\n${second.text}` }, ...rest];
}
