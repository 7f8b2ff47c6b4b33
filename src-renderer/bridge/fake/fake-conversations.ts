import {
  type BranchChange,
  type Conversation,
  type ConversationSummary,
  type ConversationView,
  type ErrorDto,
  type FoundConversation,
  type Message,
  type MessageStats,
  besideOf,
  messageText,
  rangesOf,
} from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { FakeNews } from "./fake-news.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { sampleConversationSettings, sampleMessages, sampleNow } from "./sample-store.ts";

const reply =
  "Here is a **short answer**, streamed a few words at a time, with a list:\n\n- one thing to know\n- another thing to try\n\nand `code` in a sentence.";

/** Of a branch, in one page. */
export const messagesInPage = 40;
const untitled = "";

const sampleStats: MessageStats = {
  seed: 846_930_886,
  stopReason: "end",
  promptTokens: 40,
  cachedTokens: 20,
  tokens: 42,
  tokensPerSecond: 21.4,
  promptTokensPerSecond: 84,
  firstTokenMs: 310,
  contextUsedTokens: 2700,
  contextTokens: 8192,
  threads: null,
  leftOut: null,
};

export function failure(code: BridgeError["code"], message: string): BridgeError {
  return new BridgeError({ code, key: "kept", details: { message } } as ErrorDto);
}

/** Conversations as trees, small but real, and the one answer that is being written. */
export class FakeConversations {
  readonly #state: FakeState;
  readonly #emit: Emit;
  readonly #news: FakeNews<Conversation>;
  readonly #nodes = new Map<string, Message>();
  #running: { conversationId: string; messageId: string; timer: ReturnType<typeof setInterval>; more: number } | null =
    null;
  /** By the last messages that they stand for. */
  readonly #summaries = new Map<string, ConversationSummary>();
  #serial = 0;
  #now = sampleNow;

  constructor(state: FakeState, emit: Emit, news: FakeNews<Conversation>) {
    this.#state = state;
    this.#emit = emit;
    this.#news = news;
    for (const conversation of state.conversations) {
      for (const message of sampleMessages(conversation)) this.#nodes.set(message.id, message);
    }
    for (const summary of state.summaries) this.#summaries.set(summary.messageId, summary);
  }

  create(variantId: string | null, settings: Partial<Conversation["settings"]>): Conversation {
    const created: Conversation = {
      id: `c-${++this.#serial}`,
      title: untitled,
      variantId: this.#state.library.some((one) => one.id === variantId) ? variantId : null,
      variantName: this.named(variantId),
      settings: { ...sampleConversationSettings, ...settings },
      headId: null,
      folderId: null,
      pinned: false,
      archived: false,
      createdAt: ++this.#now,
      updatedAt: this.#now,
      revision: 0,
    };
    this.#state.conversations = [created, ...this.#state.conversations];
    return this.report(created);
  }

  remove(id: string): void {
    this.find(id);
    this.stop(id);
    this.#state.conversations = this.#state.conversations.filter((one) => one.id !== id);
    this.#news.tell({ removed: [id] });
  }

  find(id: string): Conversation {
    const found = this.#state.conversations.find((one) => one.id === id);
    if (found) return found;
    throw failure("not-found", "This conversation is no longer there.");
  }

  node(conversationId: string, id: string): Message {
    const found = this.#nodes.get(id);
    if (found?.conversationId === conversationId) return found;
    throw failure("not-found", "This message is no longer there.");
  }

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** Without an event: the next change sends one. */
  change(id: string, patch: Partial<Conversation>): Conversation {
    const changed = { ...this.find(id), ...patch };
    this.#state.conversations = this.#state.conversations
      .map((one) => (one.id === id ? changed : one))
      .sort((a, b) => b.updatedAt - a.updatedAt);
    return changed;
  }

  /** Those that differ afterwards are reported together. */
  changeAll(change: (one: Conversation) => Partial<Conversation>): void {
    const before = this.#state.conversations;
    this.#state.conversations = before.map((one) => {
      const changed = change(one);
      return Object.keys(changed).length === 0 ? one : { ...one, ...changed };
    });
    this.#news.tell({ put: this.#state.conversations.filter((one) => !before.includes(one)) });
  }

  report(conversation: Conversation): Conversation {
    this.#news.tell({ put: [conversation] });
    return conversation;
  }

  #children(conversationId: string, parentId: string | null): Message[] {
    return [...this.#nodes.values()].filter(
      (other) => other.parentId === parentId && other.conversationId === conversationId,
    );
  }

  branch(conversationId: string, headId: string | null): Message[] {
    const messages: Message[] = [];
    for (let at = headId; at !== null;) {
      const message = this.node(conversationId, at);
      const siblingIds = this.#children(conversationId, message.parentId).map((sibling) => sibling.id);
      messages.unshift({ ...message, siblingIds });
      at = message.parentId;
    }
    return messages;
  }

  /** What differs between the branch that was shown and the one that is. */
  changeSince(id: string, before: readonly Message[]): BranchChange {
    const { headId, revision } = this.find(id);
    const conversation = this.change(id, { revision: revision + 1 });
    const shown = this.branch(id, headId);
    const same = shown.findIndex((message, index) => message.id !== before[index]?.id);
    const messages = same < 0 ? [] : shown.slice(same).slice(-messagesInPage);
    const above = shown.length - messages.length;
    return {
      ...{ conversation, after: shown[above - 1]?.id ?? null, messages },
      ...{ earlier: messages.length === 0 ? 0 : above, ...this.summarised(id) },
    };
  }

  shownNow(id: string): Message[] {
    return this.branch(id, this.find(id).headId);
  }

  /** The one of the branch that is shown; the twin's models write none. */
  summarised(id: string): Pick<ConversationView, "summary" | "isSummarising"> {
    const last = this.shownNow(id).findLast((message) => this.#summaries.has(message.id));
    return { summary: this.#summaries.get(last?.id ?? "") ?? null, isSummarising: false };
  }

  /** Another text for a summary; null: none. */
  changeSummary(conversationId: string, messageId: string, text: string | null): BranchChange {
    const before = this.shownNow(conversationId);
    const summary = this.#summaries.get(this.node(conversationId, messageId).id);
    if (text === null) this.#summaries.delete(messageId);
    else if (summary === undefined) throw failure("not-found", "This message is no longer there.");
    else this.#summaries.set(messageId, { ...summary, text, edited: true });
    return this.#told(this.changeSince(conversationId, before));
  }

  #add(conversationId: string, parentId: string | null, role: Message["role"], text: string): Message {
    return this.#put({
      id: `m-${++this.#serial}`,
      conversationId,
      parentId,
      role,
      parts: text === "" ? [] : [{ kind: "text", text }],
      state: role === "user" ? "complete" : "streaming",
      error: null,
      stats: null,
      form: null,
      variantName: role === "user" ? null : this.find(conversationId).variantName,
      edited: false,
      createdAt: ++this.#now,
      siblingIds: [],
    });
  }

  /** At the end of the branch that is shown from now on. */
  #put(message: Message): Message {
    this.#nodes.set(message.id, message);
    this.change(message.conversationId, { headId: message.id, updatedAt: ++this.#now });
    return message;
  }

  #end(endState: Message["state"]): void {
    if (this.#running === null) return;
    const { conversationId, messageId, timer, more } = this.#running;
    clearInterval(timer);
    this.#running = null;
    const message = this.node(conversationId, messageId);
    const stopReason = endState === "stopped" ? "stopped" : "end";
    this.#nodes.set(messageId, { ...message, state: endState, stats: { ...sampleStats, stopReason } });
    if (endState === "complete" && more > 0) {
      const before = this.shownNow(conversationId);
      this.#emit("chatChanged", this.answer(conversationId, message.parentId ?? "", before, more - 1));
      return;
    }
    const shown = this.shownNow(conversationId);
    const at = shown.findIndex((one) => one.id === messageId);
    this.#emit("chatChanged", this.changeSince(conversationId, at < 0 ? [] : shown.slice(0, at)));
    this.report(this.find(conversationId));
  }

  requireFree(conversationId: string): void {
    if (this.#running !== null) throw failure("busy", "The model is still answering. Wait for it, or stop it.");
    const { variantId } = this.find(conversationId);
    if (!this.#state.library.some((one) => one.id === variantId))
      throw failure("no-model-loaded", "No model is chosen for this conversation. Choose one from your library.");
  }

  /** `more`: how many are written after it, beside it. */
  answer(conversationId: string, parentId: string, before: readonly Message[], more = 0): BranchChange {
    return this.#write(this.#add(conversationId, parentId, "assistant", ""), before, more);
  }

  /** An answer grows; nothing may follow it. */
  goOn(conversationId: string, messageId: string): BranchChange {
    const message = this.node(conversationId, messageId);
    const isFollowed = this.#children(conversationId, messageId).length > 0;
    if (message.role !== "assistant" || messageText(message) === "" || isFollowed)
      throw failure("invalid-input", "This answer cannot be continued.");
    const before = this.shownNow(conversationId).filter(({ id }) => id !== messageId);
    return this.#write(this.#put({ ...message, state: "streaming", error: null }), before);
  }

  /** Another text beside a message. */
  replace(conversationId: string, messageId: string, text: string): BranchChange {
    const before = this.shownNow(conversationId);
    const { parentId, role, variantName } = this.node(conversationId, messageId);
    const replaced = this.#add(conversationId, parentId, role, text);
    this.#nodes.set(replaced.id, { ...replaced, state: "complete", variantName, edited: role === "assistant" });
    return this.#told(this.changeSince(conversationId, before));
  }

  branchOff(conversationId: string, messageId: string): Conversation {
    const from = this.find(conversationId);
    const copy = this.create(from.variantId, from.settings);
    let parentId: string | null = null;
    for (const message of this.branch(conversationId, this.node(conversationId, messageId).id)) {
      const copied: Message = { ...message, id: `m-${++this.#serial}`, conversationId: copy.id, parentId };
      parentId = this.#put(copied).id;
    }
    return this.report(this.change(copy.id, { title: from.title === untitled ? untitled : `${from.title} (2)` }));
  }

  /** With all that is below it. */
  removeMessage(conversationId: string, messageId: string): BranchChange {
    const writing = this.#running?.conversationId === conversationId ? this.#running.messageId : null;
    if (this.branch(conversationId, writing).some(({ id }) => id === messageId)) this.stop(conversationId);
    const { parentId } = this.node(conversationId, messageId);
    const before = this.shownNow(conversationId);
    const siblings = this.#children(conversationId, parentId).map(({ id }) => id);
    const beside = besideOf(siblings, messageId);
    this.#forget(conversationId, messageId);
    const parentAt = before.findIndex(({ id }) => id === parentId);
    const isParentShown = parentId === null || parentAt >= 0;
    if (before.some(({ id }) => id === messageId))
      this.change(conversationId, { headId: beside === null ? parentId : this.#newestBelow(conversationId, beside) });
    return this.#told(this.changeSince(conversationId, isParentShown ? before.slice(0, parentAt + 1) : before));
  }

  #forget(conversationId: string, messageId: string): void {
    for (const { id } of this.#children(conversationId, messageId)) this.#forget(conversationId, id);
    this.#nodes.delete(messageId);
  }

  #told(change: BranchChange): BranchChange {
    this.report(change.conversation);
    return change;
  }

  #write({ conversationId, id: messageId }: Message, before: readonly Message[], more = 0): BranchChange {
    const words = reply.match(/\S+\s*/g) ?? [];
    let at = 0;
    const timer = setInterval(() => {
      const word = words[at++];
      if (word === undefined) return this.#end("complete");
      const message = this.node(conversationId, messageId);
      const said = messageText(message);
      this.#nodes.set(messageId, { ...message, parts: [{ kind: "text", text: said + word }] });
      this.#emit("chatDelta", { conversationId, messageId, part: 0, kind: "text", offset: said.length, text: word });
    }, this.#state.wordMs);
    this.#running = { conversationId, messageId, timer, more };
    return this.#told(this.changeSince(conversationId, before));
  }

  ask(conversationId: string, parentId: string | null, text: string): BranchChange {
    const before = this.shownNow(conversationId);
    if (this.find(conversationId).title === untitled)
      this.change(conversationId, { title: text.split("\n")[0] ?? untitled });
    return this.answer(conversationId, this.#add(conversationId, parentId, "user", text).id, before);
  }

  named(variantId: string | null | undefined): string | null {
    const variant = this.#state.library.find((one) => one.id === variantId);
    return variant ? `${variant.name} · ${variant.label}` : null;
  }

  /** Null where nothing of it says this. */
  found(conversation: Conversation, text: string): FoundConversation | null {
    const says = (one: string): boolean => one.toLowerCase().includes(text.toLowerCase());
    const { id } = conversation;
    const message = [...this.#nodes.values()].findLast((one) => one.conversationId === id && says(messageText(one)));
    if (message === undefined) return says(conversation.title) ? { id, conversation, passage: null } : null;
    const { role, variantName, createdAt } = message;
    const said = messageText(message).replaceAll(/\s+/g, " ");
    const ranges = rangesOf(said, text);
    return { id, conversation, passage: { messageId: message.id, role, text: said, ranges, variantName, createdAt } };
  }

  /** Shows the branch through a message: the one that is shown, or down to its newest descendant. */
  select(conversationId: string, messageId: string): BranchChange {
    const before = this.shownNow(conversationId);
    if (before.some(({ id }) => id === messageId)) return this.changeSince(conversationId, before);
    this.change(conversationId, {
      headId: this.#newestBelow(conversationId, this.node(conversationId, messageId).id),
    });
    return this.changeSince(conversationId, before);
  }

  #newestBelow(conversationId: string, messageId: string): string {
    const newest = this.#children(conversationId, messageId).at(-1);
    return newest === undefined ? messageId : this.#newestBelow(conversationId, newest.id);
  }

  stop(id: string): void {
    if (this.#running?.conversationId === id) this.#end("stopped");
  }
}
