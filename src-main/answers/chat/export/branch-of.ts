import type { WholeConversation, WholeMessage } from "./types.ts";

/** The branch that is shown, its first message first; of one that shows none, the newest. */
export function branchOf({ conversation, messages }: WholeConversation): WholeMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: WholeMessage[] = [];
  let at = byId.get(conversation.headId ?? "") ?? messages.at(-1);
  // A parent is made before its children: a circle is impossible, and in a damaged file it would still end.
  while (at !== undefined && branch.length < messages.length) {
    branch.push(at);
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return branch.reverse();
}
