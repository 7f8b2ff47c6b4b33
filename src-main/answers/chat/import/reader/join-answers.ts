import type { ForeignMessage } from "./foreign.ts";

/**
 * Programs keep reasoning, a tool's call and its answer as messages; here they are parts of one answer. A message joins the one above it
 * where that has no other child and one of them is not yet, or no longer, the answer's text. Returns also into which each has gone.
 */
export function joinAnswers(given: readonly ForeignMessage[]): {
  messages: ForeignMessage[];
  joined: Map<string, string>;
} {
  const childCounts = new Map<string, number>();
  for (const { parentId } of given)
    if (parentId !== null) childCounts.set(parentId, (childCounts.get(parentId) ?? 0) + 1);
  const joined = new Map<string, string>();
  const groups = new Map<string, ForeignMessage>();
  for (const message of given) {
    const parentId = message.parentId === null ? null : (joined.get(message.parentId) ?? message.parentId);
    const above = parentId === null ? undefined : groups.get(parentId);
    const isOnly = message.parentId !== null && childCounts.get(message.parentId) === 1;
    if (above !== undefined && isOnly && isAnswer(above) && isAnswer(message) && belongs(above, message)) {
      above.parts.push(...message.parts);
      above.model ??= message.model;
      joined.set(message.id, above.id);
      if (message.state !== undefined) above.state = message.state;
    } else groups.set(message.id, { ...message, parts: [...message.parts], parentId });
  }
  return { messages: [...groups.values()], joined };
}

const isAnswer = ({ role }: ForeignMessage): boolean => role === "assistant" || role === "tool";

function belongs(above: ForeignMessage, message: ForeignMessage): boolean {
  return message.role === "tool" || above.role === "tool" || above.parts.at(-1)?.kind !== "text";
}
