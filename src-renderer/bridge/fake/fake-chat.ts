import type { Api, Conversation, ConversationView, Message } from "../../../src-main/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Emit, FakeState } from "./fake-bridge.ts";
import { sampleConversationSettings, sampleMessages, sampleNow } from "./sample-store.ts";

const reply =
  "Here is a **short answer**, streamed a few words at a time, with a list:\n\n- one thing to know\n- another thing to try\n\nand `code` in a sentence.";

/** Conversations as trees, small but real: retry and edit branch, and answers stream in as deltas. */
export function fakeChat(state: FakeState, emit: Emit): Api["chat"] {
  const nodes = new Map<string, Message>();
  for (const conversation of state.conversations) {
    for (const message of sampleMessages(conversation)) nodes.set(message.id, message);
  }
  const streams = new Map<string, ReturnType<typeof setInterval>>();
  let serial = 0;

  const find = (id: string): Conversation => {
    const found = state.conversations.find((one) => one.id === id);
    if (found) return found;
    throw new BridgeError({ code: "not-found", message: "This conversation is not there any more.", details: {} });
  };
  const node = (id: string): Message => {
    const found = nodes.get(id);
    if (found) return found;
    throw new BridgeError({ code: "not-found", message: "This message is not there any more.", details: {} });
  };
  const change = (id: string, patch: Partial<Conversation>): Conversation => {
    const changed = { ...find(id), ...patch };
    state.conversations = [changed, ...state.conversations.filter((one) => one.id !== id)];
    emit("conversations", state.conversations);
    return changed;
  };
  const view = (id: string): ConversationView => {
    const conversation = find(id);
    const messages: Message[] = [];
    for (let at = conversation.headId; at !== null;) {
      const message = node(at);
      const siblings = [...nodes.values()].filter(
        (other) => other.parentId === message.parentId && other.conversationId === id,
      );
      messages.unshift({ ...message, siblingIds: siblings.map((sibling) => sibling.id) });
      at = message.parentId;
    }
    return { conversation, messages };
  };
  const add = (conversationId: string, parentId: string | null, role: Message["role"], text: string): Message => {
    const message: Message = {
      id: `m-${++serial}`,
      conversationId,
      parentId,
      role,
      text,
      state: role === "user" ? "complete" : "streaming",
      error: null,
      stats: null,
      variantName: role === "user" ? null : find(conversationId).variantName,
      createdAt: sampleNow,
      siblingIds: [],
    };
    nodes.set(message.id, message);
    change(conversationId, { headId: message.id });
    return message;
  };
  const end = (conversationId: string, messageId: string, endState: Message["state"]): void => {
    clearInterval(streams.get(conversationId));
    streams.delete(conversationId);
    const message = node(messageId);
    const stats = {
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
    nodes.set(messageId, { ...message, state: endState, stats });
    emit("chatChanged", view(conversationId));
  };
  const answer = (conversationId: string, parentId: string): ConversationView => {
    const message = add(conversationId, parentId, "assistant", "");
    const words = reply.match(/\S+\s*/g) ?? [];
    let at = 0;
    streams.set(
      conversationId,
      setInterval(() => {
        const word = words[at++];
        if (word === undefined) return end(conversationId, message.id, "complete");
        const now = node(message.id);
        nodes.set(message.id, { ...now, text: now.text + word });
        emit("chatDelta", { conversationId, messageId: message.id, offset: now.text.length, text: word });
      }, 40),
    );
    return view(conversationId);
  };

  return {
    list: async ({ text }) =>
      state.conversations.filter((one) => one.title.toLowerCase().includes((text ?? "").toLowerCase())),
    get: async ({ id }) => view(id),
    create: async ({ variantId, settings }) => {
      const variant = state.library.find((one) => one.id === variantId);
      const created: Conversation = {
        id: `c-${++serial}`,
        title: "New conversation",
        variantId: variant?.id ?? null,
        variantName: variant ? `${variant.name} · ${variant.label}` : null,
        settings: { ...sampleConversationSettings, ...(settings as Partial<Conversation["settings"]>) },
        headId: null,
        createdAt: sampleNow,
        updatedAt: sampleNow,
      };
      state.conversations = [created, ...state.conversations];
      emit("conversations", state.conversations);
      return created;
    },
    rename: async ({ id, title }) => change(id, { title }),
    update: async ({ id, variantId, settings }) => {
      const variant = state.library.find((one) => one.id === variantId);
      return change(id, {
        ...(variantId === undefined ? {} : { variantId }),
        ...(variant ? { variantName: `${variant.name} · ${variant.label}` } : {}),
        ...(settings ? { settings: settings as Conversation["settings"] } : {}),
      });
    },
    remove: async ({ id }) => {
      state.conversations = state.conversations.filter((one) => one.id !== id);
      emit("conversations", state.conversations);
      return null;
    },
    send: async ({ conversationId, text }) => {
      const question = add(conversationId, find(conversationId).headId, "user", text);
      return answer(conversationId, question.id);
    },
    stop: async ({ id }) => {
      const head = find(id).headId;
      if (streams.has(id) && head !== null) end(id, head, "stopped");
      return null;
    },
    retry: async ({ conversationId, messageId }) => answer(conversationId, node(messageId).parentId ?? messageId),
    edit: async ({ conversationId, messageId, text }) => {
      const question = add(conversationId, node(messageId).parentId, "user", text);
      return answer(conversationId, question.id);
    },
    selectBranch: async ({ conversationId, messageId }) => {
      let head = messageId;
      for (let child: Message | undefined; ; head = child.id) {
        child = [...nodes.values()].findLast((one) => one.parentId === head);
        if (!child) break;
      }
      change(conversationId, { headId: head });
      return view(conversationId);
    },
  };
}
