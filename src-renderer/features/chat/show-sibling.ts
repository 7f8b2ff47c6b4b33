import type { Message } from "../../../src-shared/contract/index.ts";
import { toBridgeError } from "../../bridge/index.ts";
import type { ChatState } from "../../state/chat.svelte.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import type { Announcer, Toasts } from "../../ui/index.ts";
import { focusMessage } from "./focus-message.ts";

interface Beside {
  chat: ChatState;
  language: LanguageState;
  announcer: Announcer;
  toasts: Toasts;
}

/** Goes to the version of the message before or after it. The focus goes along, and where one is now is said. */
export async function showSibling(
  { chat, language, announcer, toasts }: Beside,
  { id, siblingIds }: Message,
  step: -1 | 1,
): Promise<void> {
  const at = siblingIds.indexOf(id) + step;
  const next = siblingIds[at];
  if (next === undefined || chat.isBusy || chat.isAnswering) return;
  try {
    await chat.selectBranch(next);
  } catch (thrown) {
    toasts.error(toBridgeError(thrown));
    return;
  }
  announcer.announce(language.words.chat.answer.branch(at + 1, siblingIds.length));
  await focusMessage(next, step < 0 ? "before" : "after");
}
