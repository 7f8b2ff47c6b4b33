import {
  type CollectionPage,
  type Conversation,
  type Draft,
  type Message,
  type MessageEdit,
  type MessagePage,
  isNoDraft,
  noDraft,
  promptPageTokens,
} from "../../../src-shared/contract/index.ts";
import type { Api } from "../create-bridge.ts";
import { FakeConversations, failure, messagesInPage } from "./fake-conversations.ts";
import { FakeFolders } from "./fake-folders.ts";
import type { FakeNews } from "./fake-news.ts";
import type { Emit, FakeState } from "./fake-state.ts";

const pageSize = 100;

/** The calls of a chat; the same tests run against main's (test/conformance/). */
export function fakeChat(state: FakeState, emit: Emit, news: FakeNews<Conversation>): Api["chat"] {
  const conversations = new FakeConversations(state, emit, news);
  const folders = new FakeFolders(state, emit, conversations);
  const drafts = new Map<string | null, Draft>();
  const edits = new Map<string, Omit<MessageEdit, "messageId"> & { conversationId: string }>();
  return {
    list: async ({ place = "all", cursor = null }) => page(folders.in(place), cursor, news.revision),
    search: async ({ text, cursor = null }) =>
      page(
        state.conversations.flatMap((one) => conversations.found(one, text.trim()) ?? []),
        cursor,
        news.revision,
      ),
    folders: async () => folders.view(),
    createFolder: async ({ name, parentId = null }) => folders.create(name, parentId),
    renameFolder: async ({ id, name }) => (folders.rename(id, name), null),
    removeFolder: async ({ id }) => (folders.remove(id), null),
    arrange: async (change) => (folders.arrange(change), null),
    get: async ({ id }) => ({
      ...{ conversation: conversations.find(id), ...endOf(conversations.shownNow(id)) },
      ...conversations.summarised(id),
    }),
    earlier: async ({ conversationId, messageId, until = null }) => {
      const above = conversations.branch(conversationId, conversations.node(conversationId, messageId).parentId);
      const at = above.findIndex(({ id }) => id === until);
      return endOf(above, at < 0 ? messagesInPage : above.length - at + messagesAbove);
    },
    create: async ({ variantId = null, settings }) =>
      conversations.create(variantId, (settings ?? {}) as Partial<Conversation["settings"]>),
    rename: async ({ id, title }) => conversations.report(conversations.change(id, { title })),
    update: async ({ id, variantId, settings }) => {
      if (variantId != null && conversations.named(variantId) === null)
        throw failure("not-found", "This variant is no longer in the library.");
      return conversations.report(
        conversations.change(id, {
          ...(variantId === undefined ? {} : { variantId, variantName: conversations.named(variantId) }),
          ...(settings
            ? { settings: { ...conversations.find(id).settings, ...(settings as Partial<Conversation["settings"]>) } }
            : {}),
        }),
      );
    },
    remove: async ({ id }) => {
      conversations.remove(id);
      folders.tell();
      drafts.delete(id);
      return null;
    },
    send: async ({ conversationId, text, fromNew = false, hidden = [] }) => {
      conversations.requireFree(conversationId);
      const of = fromNew ? null : conversationId;
      const { text: typed, pasted, ...others } = drafts.get(of) ?? noDraft;
      const left = { ...others, text: without(typed, text), pasted: without(pasted, text) };
      if (isNoDraft(left)) drafts.delete(of);
      else drafts.set(of, left);
      const shown = conversations.shownNow(conversationId);
      const end = shown.find(({ id }) => hidden.includes(id));
      const headId = end === undefined ? conversations.find(conversationId).headId : end.parentId;
      return conversations.ask(conversationId, headId, text);
    },
    stop: async ({ id }) => {
      conversations.stop(id);
      return null;
    },
    // The twin does not think.
    answerNow: async () => null,
    prompt: async ({ conversationId, messageId, from }) => {
      const { role: by, parentId } = conversations.node(conversationId, messageId);
      if (by !== "assistant") throw failure("invalid-input", "There is no question to answer again.");
      const said = conversations.branch(conversationId, parentId);
      const tokens = said.flatMap(({ role, parts }) => [
        { id: 1, text: `<|${role}|>`, special: true },
        ...(
          parts
            .map(({ text }) => text)
            .join("")
            .match(/\s*\S+/g) ?? []
        ).map((text, at) => ({ id: 10 + at, text, special: false })),
      ]);
      return { total: tokens.length, from, tokens: tokens.slice(from, from + promptPageTokens), leftOut: null };
    },
    retry: async ({ conversationId, messageId, times = 1 }) => {
      conversations.requireFree(conversationId);
      const { role, parentId } = conversations.node(conversationId, messageId);
      const questionId = role === "user" ? messageId : parentId;
      if (questionId === null) throw failure("invalid-input", "There is no question to answer again.");
      return conversations.answer(conversationId, questionId, conversations.shownNow(conversationId), times - 1);
    },
    edit: async ({ conversationId, messageId, text }) => {
      conversations.requireFree(conversationId);
      const { role, parentId } = conversations.node(conversationId, messageId);
      if (role !== "user") throw failure("invalid-input", "Only a question can be edited.");
      return conversations.ask(conversationId, parentId, text);
    },
    replace: async ({ conversationId, messageId, text }) => conversations.replace(conversationId, messageId, text),
    continue: async ({ conversationId, messageId }) => {
      conversations.requireFree(conversationId);
      return conversations.goOn(conversationId, messageId);
    },
    branchOff: async ({ conversationId, messageId }) => conversations.branchOff(conversationId, messageId),
    removeMessage: async ({ conversationId, messageId }) => conversations.removeMessage(conversationId, messageId),
    editSummary: async ({ conversationId, messageId, text }) =>
      conversations.changeSummary(conversationId, messageId, text),
    removeSummary: async ({ conversationId, messageId }) =>
      conversations.changeSummary(conversationId, messageId, null),
    selectBranch: async ({ conversationId, messageId }) => conversations.select(conversationId, messageId),
    edits: async ({ id }) => {
      conversations.find(id);
      return [...edits.entries()].flatMap(([messageId, { conversationId, ...edit }]) =>
        conversationId === id && conversations.has(messageId) ? [{ messageId, ...edit }] : [],
      );
    },
    keepEdit: async ({ conversationId, messageId, edit }) => {
      conversations.node(conversationId, messageId);
      if (edit === null) edits.delete(messageId);
      else edits.set(messageId, { conversationId, ...edit });
      return null;
    },
    draft: async ({ conversationId }) => drafts.get(conversationId) ?? noDraft,
    keepDraft: async ({ conversationId, text, pasted, waiting = "", awaits = null }) => {
      const draft = { text, pasted, waiting, awaits };
      if (conversationId !== null) conversations.find(conversationId);
      if (isNoDraft(draft)) drafts.delete(conversationId);
      else drafts.set(conversationId, draft);
      return null;
    },
  };
}

/** Read above a message that one goes to. */
const messagesAbove = 10;

const endOf = (messages: readonly Message[], most = messagesInPage): MessagePage => ({
  messages: messages.slice(-most),
  earlier: Math.max(0, messages.length - most),
});

function page<T>(items: readonly T[], cursor: string | null, revision: number): CollectionPage<T> {
  const from = Number(cursor ?? 0);
  const next = from + pageSize < items.length ? String(from + pageSize) : null;
  return { revision, items: items.slice(from, from + pageSize), next };
}

/** As main takes a question off a draft. */
function without(typed: string, question: string): string {
  if (typed === question) return "";
  return typed.startsWith(`${question}\n\n`) ? typed.slice(question.length + 2) : typed;
}
