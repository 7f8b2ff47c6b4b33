import type { Chat } from "../answers/chat/index.ts";
import type { Handlers } from "../../src-shared/contract/index.ts";
import { settled } from "./settled.ts";

/** The window's calls on its conversations. */
export function createChatHandlers(chat: Chat): Handlers<AbortSignal>["chat"] {
  return {
    list: (input) => settled(() => chat.page(input)),
    search: (input, signal) => chat.search(input, signal),
    folders: () => settled(() => chat.folders.view()),
    createFolder: (input) => settled(() => chat.folders.create(input)),
    async renameFolder(input) {
      await settled(() => {
        chat.folders.rename(input);
      });
      return null;
    },
    async removeFolder({ id }) {
      await settled(() => {
        chat.removeFolder(id);
      });
      return null;
    },
    async arrange(input) {
      await settled(() => {
        chat.arrange(input);
      });
      return null;
    },
    get: ({ id }) => settled(() => chat.get(id)),
    earlier: (input) => settled(() => chat.earlier(input)),
    create: (input) => settled(() => chat.create(input)),
    rename: ({ id, title }) => settled(() => chat.rename(id, title)),
    update: (input) => settled(() => chat.update(input)),
    async remove({ id }) {
      await chat.remove(id);
      return null;
    },
    send: (input) => settled(() => chat.send(input)),
    async stop({ id }) {
      await chat.stop(id);
      return null;
    },
    async answerNow({ id }) {
      await settled(() => {
        chat.answerNow(id);
      });
      return null;
    },
    prompt: (input) => chat.prompt(input),
    retry: (input) => settled(() => chat.retry(input)),
    edit: (input) => settled(() => chat.edit(input)),
    replace: (input) => settled(() => chat.replace(input)),
    continue: (input) => settled(() => chat.continue(input)),
    branchOff: (input) => settled(() => chat.branchOff(input)),
    removeMessage: (input) => chat.removeMessage(input),
    selectBranch: (input) => settled(() => chat.selectBranch(input)),
    editSummary: (input) => settled(() => chat.editSummary(input)),
    removeSummary: (input) => settled(() => chat.removeSummary(input)),
    draft: ({ conversationId }) => settled(() => chat.typed.draft(conversationId)),
    edits: ({ id }) => settled(() => chat.typed.edits(id)),
    async keepEdit(edit) {
      await settled(() => {
        chat.typed.keepEdit(edit);
      });
      return null;
    },
    async keepDraft(draft) {
      await settled(() => {
        chat.typed.keepDraft(draft);
      });
      return null;
    },
  };
}
