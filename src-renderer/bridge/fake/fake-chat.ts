import {
  type AnswerStats,
  type BranchChange,
  type Conversation,
  type Draft,
  type ErrorDto,
  type Message,
  type MessagePage,
  messageText,
} from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import type { FakeNews } from "./fake-news.ts";
import { sampleConversationSettings, sampleMessages, sampleNow } from "./sample-store.ts";

const reply =
  "Here is a **short answer**, streamed a few words at a time, with a list:\n\n- one thing to know\n- another thing to try\n\nand `code` in a sentence.";

const wordMs = 40;
const pageSize = 100;
const messagesInPage = 40;
const untitled = "New conversation";

export const sampleStats: AnswerStats = {
  promptTokens: 40,
  cachedTokens: 20,
  tokens: 42,
  tokensPerSecond: 21.4,
  promptTokensPerSecond: 84,
  firstTokenMs: 310,
  contextUsedTokens: 2700,
  contextTokens: 8192,
  threads: null,
};

function failure(code: BridgeError["code"], message: string): BridgeError {
  return new BridgeError({ code, key: "kept", details: { message } } as ErrorDto);
}

/** Conversations as trees, small but real; the same tests run against main's (test/conformance/). */
export function fakeChat(state: FakeState, emit: Emit, news: FakeNews<Conversation>): Api["chat"] {
  const nodes = new Map<string, Message>();
  for (const conversation of state.conversations) {
    for (const message of sampleMessages(conversation)) nodes.set(message.id, message);
  }
  let running: { conversationId: string; messageId: string; timer: ReturnType<typeof setInterval> } | null = null;
  const drafts = new Map<string | null, Draft>();
  let serial = 0;
  let now = sampleNow;

  const find = (id: string): Conversation => {
    const found = state.conversations.find((one) => one.id === id);
    if (found) return found;
    throw failure("not-found", "This conversation is no longer there.");
  };
  const node = (conversationId: string, id: string): Message => {
    const found = nodes.get(id);
    if (found?.conversationId === conversationId) return found;
    throw failure("not-found", "This message is no longer there.");
  };
  /** Without an event: the next change sends one. */
  const change = (id: string, patch: Partial<Conversation>): Conversation => {
    const changed = { ...find(id), ...patch };
    state.conversations = state.conversations
      .map((one) => (one.id === id ? changed : one))
      .sort((a, b) => b.updatedAt - a.updatedAt);
    return changed;
  };
  const told = (conversation: Conversation): Conversation => {
    news.tell({ put: [conversation] });
    return conversation;
  };
  const children = (conversationId: string, parentId: string | null): Message[] =>
    [...nodes.values()].filter((other) => other.parentId === parentId && other.conversationId === conversationId);
  const branch = (conversationId: string, headId: string | null): Message[] => {
    const messages: Message[] = [];
    for (let at = headId; at !== null;) {
      const message = node(conversationId, at);
      const siblingIds = children(conversationId, message.parentId).map((sibling) => sibling.id);
      messages.unshift({ ...message, siblingIds });
      at = message.parentId;
    }
    return messages;
  };
  const endOf = (messages: readonly Message[]): MessagePage => ({
    messages: messages.slice(-messagesInPage),
    earlier: Math.max(0, messages.length - messagesInPage),
  });
  /** What differs between the branch that was shown and the one that is. */
  const changeSince = (id: string, before: readonly Message[]): BranchChange => {
    const { headId, revision } = find(id);
    const conversation = change(id, { revision: revision + 1 });
    const shown = branch(id, headId);
    const same = shown.findIndex((message, index) => message.id !== before[index]?.id);
    const messages = same < 0 ? [] : shown.slice(same).slice(-messagesInPage);
    const above = shown.length - messages.length;
    return { conversation, after: shown[above - 1]?.id ?? null, messages, earlier: messages.length === 0 ? 0 : above };
  };
  const shownNow = (id: string): Message[] => branch(id, find(id).headId);

  const add = (conversationId: string, parentId: string | null, role: Message["role"], text: string): Message => {
    const message: Message = {
      id: `m-${++serial}`,
      conversationId,
      parentId,
      role,
      parts: text === "" ? [] : [{ kind: "text", text }],
      state: role === "user" ? "complete" : "streaming",
      error: null,
      stats: null,
      variantName: role === "user" ? null : find(conversationId).variantName,
      createdAt: ++now,
      siblingIds: [],
    };
    nodes.set(message.id, message);
    change(conversationId, { headId: message.id, updatedAt: now });
    return message;
  };
  const end = (endState: Message["state"]): void => {
    if (running === null) return;
    const { conversationId, messageId, timer } = running;
    clearInterval(timer);
    running = null;
    const message = node(conversationId, messageId);
    nodes.set(messageId, { ...message, state: endState, stats: sampleStats });
    const shown = shownNow(conversationId);
    const at = shown.findIndex((one) => one.id === messageId);
    emit("chatChanged", changeSince(conversationId, at < 0 ? [] : shown.slice(0, at)));
    told(find(conversationId));
  };
  const requireFree = (conversationId: string): void => {
    if (running !== null) throw failure("busy", "The model is still answering. Wait for it, or stop it.");
    const { variantId } = find(conversationId);
    if (!state.library.some((one) => one.id === variantId))
      throw failure("no-model-loaded", "No model is chosen for this conversation. Choose one from your library.");
  };
  const answer = (conversationId: string, parentId: string, before: readonly Message[]): BranchChange => {
    const { id: messageId } = add(conversationId, parentId, "assistant", "");
    const words = reply.match(/\S+\s*/g) ?? [];
    let at = 0;
    const timer = setInterval(() => {
      const word = words[at++];
      if (word === undefined) return end("complete");
      const message = node(conversationId, messageId);
      const said = messageText(message);
      nodes.set(messageId, { ...message, parts: [{ kind: "text", text: said + word }] });
      emit("chatDelta", { conversationId, messageId, part: 0, kind: "text", offset: said.length, text: word });
    }, wordMs);
    running = { conversationId, messageId, timer };
    const result = changeSince(conversationId, before);
    told(result.conversation);
    return result;
  };
  const ask = (conversationId: string, parentId: string | null, text: string): BranchChange => {
    const before = shownNow(conversationId);
    if (find(conversationId).title === untitled) change(conversationId, { title: text.split("\n")[0] ?? untitled });
    return answer(conversationId, add(conversationId, parentId, "user", text).id, before);
  };
  const named = (variantId: string | null | undefined): string | null => {
    const variant = state.library.find((one) => one.id === variantId);
    return variant ? `${variant.name} · ${variant.label}` : null;
  };
  const holds = (conversation: Conversation, text: string): boolean =>
    [
      conversation.title,
      ...[...nodes.values()].filter((one) => one.conversationId === conversation.id).map((one) => messageText(one)),
    ].some((one) => one.toLowerCase().includes(text.toLowerCase()));
  const stop = (id: string): void => {
    if (running?.conversationId === id) end("stopped");
  };

  return {
    list: async ({ text = "", cursor = null }) => {
      const from = Number(cursor ?? 0);
      const found = state.conversations.filter((one) => holds(one, text.trim()));
      const items = found.slice(from, from + pageSize);
      return { revision: news.revision, items, next: from + pageSize < found.length ? String(from + pageSize) : null };
    },
    get: async ({ id }) => ({ conversation: find(id), ...endOf(shownNow(id)) }),
    earlier: async ({ conversationId, messageId }) =>
      endOf(branch(conversationId, node(conversationId, messageId).parentId)),
    create: async ({ variantId = null, settings }) => {
      const created: Conversation = {
        id: `c-${++serial}`,
        title: untitled,
        variantId: state.library.some((one) => one.id === variantId) ? variantId : null,
        variantName: named(variantId),
        settings: { ...sampleConversationSettings, ...(settings as Partial<Conversation["settings"]>) },
        headId: null,
        createdAt: ++now,
        updatedAt: now,
        revision: 0,
      };
      state.conversations = [created, ...state.conversations];
      return told(created);
    },
    rename: async ({ id, title }) => told(change(id, { title })),
    update: async ({ id, variantId, settings }) => {
      if (variantId != null && named(variantId) === null)
        throw failure("not-found", "This variant is no longer in the library.");
      return told(
        change(id, {
          ...(variantId === undefined ? {} : { variantId, variantName: named(variantId) }),
          ...(settings ? { settings: settings as Conversation["settings"] } : {}),
        }),
      );
    },
    remove: async ({ id }) => {
      find(id);
      stop(id);
      state.conversations = state.conversations.filter((one) => one.id !== id);
      drafts.delete(id);
      news.tell({ removed: [id] });
      return null;
    },
    send: async ({ conversationId, text }) => {
      requireFree(conversationId);
      return ask(conversationId, find(conversationId).headId, text);
    },
    stop: async ({ id }) => {
      stop(id);
      return null;
    },
    retry: async ({ conversationId, messageId }) => {
      requireFree(conversationId);
      const { role, parentId } = node(conversationId, messageId);
      const questionId = role === "user" ? messageId : parentId;
      if (questionId === null) throw failure("invalid-input", "There is no question to answer again.");
      return answer(conversationId, questionId, shownNow(conversationId));
    },
    edit: async ({ conversationId, messageId, text }) => {
      requireFree(conversationId);
      const { role, parentId } = node(conversationId, messageId);
      if (role !== "user") throw failure("invalid-input", "Only a question can be edited.");
      return ask(conversationId, parentId, text);
    },
    selectBranch: async ({ conversationId, messageId }) => {
      const before = shownNow(conversationId);
      let headId = node(conversationId, messageId).id;
      for (
        let below = children(conversationId, headId).at(-1);
        below;
        below = children(conversationId, headId).at(-1)
      ) {
        headId = below.id;
      }
      change(conversationId, { headId });
      return changeSince(conversationId, before);
    },
    draft: async ({ conversationId }) => drafts.get(conversationId) ?? { text: "", pasted: "" },
    keepDraft: async ({ conversationId, text, pasted }) => {
      if (conversationId !== null) find(conversationId);
      if (text === "" && pasted === "") drafts.delete(conversationId);
      else drafts.set(conversationId, { text, pasted });
      return null;
    },
  };
}
