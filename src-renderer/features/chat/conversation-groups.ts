import type { Conversation } from "../../../src-shared/contract/index.ts";

export interface ConversationGroup {
  when: "today" | "yesterday" | "earlier";
  conversations: readonly Conversation[];
}

/** By the reader's calendar; `now` in milliseconds since 1970. Groups without conversations are left out. */
export function groupConversations(conversations: readonly Conversation[], now: number): readonly ConversationGroup[] {
  const today = new Date(now).setHours(0, 0, 0, 0);
  // Not 24 hours before: a day may have 23 or 25 of them.
  const yesterday = new Date(today - 1).setHours(0, 0, 0, 0);
  const sorted = conversations.toSorted((a, b) => b.updatedAt - a.updatedAt);
  const groups: ConversationGroup[] = [
    { when: "today", conversations: sorted.filter((one) => one.updatedAt >= today) },
    { when: "yesterday", conversations: sorted.filter((one) => one.updatedAt < today && one.updatedAt >= yesterday) },
    { when: "earlier", conversations: sorted.filter((one) => one.updatedAt < yesterday) },
  ];
  return groups.filter((group) => group.conversations.length > 0);
}
