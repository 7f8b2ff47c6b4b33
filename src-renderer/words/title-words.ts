import type { Conversation } from "../../src-shared/contract/index.ts";
import type { WindowWords } from "../../src-shared/words/index.ts";

/** What a conversation is called; one that has no title yet, or that is only about to begin, is a new one. */
export function titleWords({ chat }: WindowWords, conversation: Pick<Conversation, "title"> | null): string {
  return conversation === null || conversation.title === "" ? chat.newConversation : conversation.title;
}
