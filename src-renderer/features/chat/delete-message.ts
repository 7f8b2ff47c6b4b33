import type { Message } from "../../../src-shared/contract/index.ts";
import { toBridgeError } from "../../bridge/index.ts";
import type { ChatState } from "../../state/chat.svelte.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import type { Toasts } from "../../ui/index.ts";
import { focusMessage } from "./focus-message.ts";

interface Beside {
  chat: ChatState;
  language: LanguageState;
  toasts: Toasts;
}

/** With what is below it, without a question: for some seconds it can be had back. */
export async function deleteMessage({ chat, language, toasts }: Beside, message: Message): Promise<void> {
  const { question, answer } = language.words.chat;
  const words = message.role === "user" ? question : answer;
  const isLast = chat.messages.at(-1)?.id === message.id;
  toasts.show(isLast ? words.deleted : words.deletedWithBelow, {
    action: { label: answer.undo, onclick: () => chat.keepMessage(message.id) },
  });
  try {
    const removed = chat.removeMessageSoon(message);
    await focusMessage(chat.messages.at(-1)?.id, "more");
    await removed;
  } catch (thrown) {
    toasts.error(toBridgeError(thrown));
  }
}
