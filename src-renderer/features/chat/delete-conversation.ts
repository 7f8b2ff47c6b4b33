import type { Conversation } from "../../../src-shared/contract/index.ts";
import { toBridgeError } from "../../bridge/index.ts";
import type { ChatState } from "../../state/chat.svelte.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import type { Toasts } from "../../ui/index.ts";
import { titleWords } from "./title-words.ts";

interface Beside {
  chat: ChatState;
  language: LanguageState;
  toasts: Toasts;
}

/** Without a question: for some seconds it can be had back. */
export async function deleteConversation(
  { chat, language, toasts }: Beside,
  conversation: Conversation,
): Promise<void> {
  const words = language.words.chat.list;
  toasts.show(words.deleted(titleWords(language.words, conversation)), {
    action: { label: words.undo, onclick: () => chat.keep(conversation.id) },
  });
  try {
    await chat.removeSoon(conversation.id);
  } catch (thrown) {
    toasts.error(toBridgeError(thrown));
  }
}
