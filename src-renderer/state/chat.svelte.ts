import { createContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import {
  type BranchChange,
  type ChatDelta,
  type CollectionChange,
  type Conversation,
  type ConversationSettings,
  type ConversationView,
  type InstalledVariant,
  type Message,
  defaultConversationSettings,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { maxTypedChars } from "./pasted-text.ts";
import type { EngineState } from "./engine.svelte.ts";
import type { LibraryState } from "./library.svelte.ts";
import { LiveAnswer } from "./live-answer.svelte.ts";
import { PagedList } from "./paged-list.svelte.ts";
import { type LoadChoices, ModelChoice } from "./model-choice.svelte.ts";

/** A question that waits for its model. */
export interface PendingQuestion {
  conversationId: string | null;
  text: string;
}

const searchDebounceMs = 150;
/** Deltas that overtook the answer in which their message comes; more than a second of them would be a fault of ours. */
const maxEarlyDeltas = 200;
const newChat = "";

/**
 * Conversations, the open one, and asking. Main holds the tree; the window holds the branch that is shown, the text that
 * is still growing (see `LiveAnswer`), and what was typed but not sent.
 */
export class ChatState {
  readonly models: ModelChoice;
  readonly #bridge: Bridge;

  readonly #all: PagedList<Conversation>;
  /** What a search found; null without one. */
  #found = $state.raw<PagedList<Conversation> | null>(null);
  /** What is searched for now, or was last. */
  #finding: PagedList<Conversation> | null = null;
  #search = $state("");
  #searchTimer: ReturnType<typeof setTimeout> | undefined;

  #openId = $state<string | null>(null);
  #view = $state.raw<ConversationView | null>(null);
  #viewError = $state.raw<BridgeError | null>(null);
  /** Counts what main told about the open conversation: an answer that was overtaken is asked for again. */
  #version = 0;
  #visit = 0;
  #resumed = false;

  #live = $state.raw<LiveAnswer | null>(null);
  #early: ChatDelta[] = [];
  #fetching = false;

  #pending = $state.raw<PendingQuestion | null>(null);
  /** What a new conversation will be made with. */
  #nextVariantId = $state<string | null>(null);
  #nextSettings = $state.raw<ConversationSettings>(defaultConversationSettings);
  readonly #drafts = new SvelteMap<string, string>();
  readonly #pasted = new SvelteMap<string, string>();

  readonly #variant = $derived.by(() => this.models.resolve(this.#view?.conversation.variantId ?? this.#nextVariantId));

  constructor(bridge: Bridge, engine: EngineState, library: LibraryState) {
    this.#bridge = bridge;
    this.models = new ModelChoice(bridge, engine, library);
    this.#all = this.#listOf("");
  }

  connect(): () => void {
    const ends = [
      this.#bridge.on("conversations", (change) => this.#takeListChange(change)),
      this.#bridge.on("chatDelta", (delta) => this.#takeDelta(delta)),
      this.#bridge.on("chatChanged", (change) => void this.#takeChange(change)),
    ];
    // Not `reload`: what an effect reads, as the search, would make it run again.
    void this.#all.load();
    return () => {
      ends.forEach((end) => end());
      clearTimeout(this.#searchTimer);
      this.#live?.dispose();
    };
  }

  /** Null until main has answered: the last used first, as many as were asked for. With a search, those that it found. */
  get conversations(): readonly Conversation[] | null {
    return this.#listed?.items ?? null;
  }
  /** There are more than `conversations`; `showMore` brings them. */
  get hasMore(): boolean {
    return this.#listed?.hasMore ?? false;
  }
  get search(): string {
    return this.#search;
  }
  get listError(): BridgeError | null {
    return this.#listed?.error ?? null;
  }

  /** Null in a conversation that is not yet one. */
  get openId(): string | null {
    return this.#openId;
  }
  /** Null until it was read. */
  get view(): ConversationView | null {
    return this.#view;
  }
  get viewError(): BridgeError | null {
    return this.#viewError;
  }
  get messages(): readonly Message[] {
    return this.#view?.messages ?? [];
  }
  get isAnswering(): boolean {
    return this.#view?.messages.at(-1)?.state === "streaming";
  }
  /** Of the open conversation. */
  get pending(): PendingQuestion | null {
    return this.#pending?.conversationId === this.#openId ? this.#pending : null;
  }
  /** A question is on its way, in whichever conversation. */
  get isBusy(): boolean {
    return this.#pending !== null;
  }
  /** Who answers here. */
  get variant(): InstalledVariant | null {
    return this.#variant;
  }
  get settings(): ConversationSettings {
    return this.#view?.conversation.settings ?? this.#nextSettings;
  }

  /** What was pasted and is too long to be edited with what is typed; it follows that. "" for nothing. */
  get pasted(): string {
    return this.#pasted.get(this.#openId ?? newChat) ?? "";
  }
  set pasted(text: string) {
    if (text === "") this.#pasted.delete(this.#openId ?? newChat);
    else this.#pasted.set(this.#openId ?? newChat, text);
  }

  get draft(): string {
    return this.#drafts.get(this.#openId ?? newChat) ?? "";
  }
  set draft(text: string) {
    this.#setDraft(this.#openId, text);
  }

  /** A message's text as far as it has come. */
  textOf(message: Message): string {
    return this.#partsOf(message).text;
  }

  /** The reasoning before it, likewise. */
  thinkingOf(message: Message): string {
    return this.#partsOf(message).thinking;
  }

  #partsOf(message: Message): Pick<Message, "thinking" | "text"> {
    const live = this.#live;
    return live?.messageId === message.id && message.state === "streaming" ? live : message;
  }

  async reload(): Promise<void> {
    await this.#listed?.load();
  }

  async showMore(): Promise<void> {
    await this.#listed?.more();
  }

  setSearch(text: string): void {
    this.#search = text;
    clearTimeout(this.#searchTimer);
    this.#finding?.cancel();
    if (text.trim() === "") this.#found = null;
    else this.#searchTimer = setTimeout(() => void this.#find(text.trim()), searchDebounceMs);
  }

  async open(id: string): Promise<void> {
    this.#resumed = true;
    if (id === this.#openId && this.#view) return;
    this.#leave(id);
    await this.#read(id);
  }

  /** Goes on with the newest conversation, the first time that the screen is opened without being told what to show. */
  resume(): void {
    const all = this.#all.items;
    if (this.#resumed || this.#openId !== null || !all) return;
    this.#resumed = true;
    const newest = all[0];
    if (newest) void this.open(newest.id);
  }

  startNew(variantId: string | null = null): void {
    this.#resumed = true;
    this.#leave(null);
    if (variantId !== null) this.#nextVariantId = variantId;
  }

  /** Reads the open conversation again after it could not be read. */
  async readAgain(): Promise<void> {
    if (this.#openId !== null) await this.#read(this.#openId);
  }

  /** Loads the model when it is not in memory, then asks. What fails gives the text back to the draft and is thrown. */
  async ask(text: string): Promise<void> {
    // What cannot be asked yet stays where it was written.
    if (!this.#variant || this.#pending) return;
    const conversationId = this.#openId;
    const visit = this.#visit;
    const settings = this.settings;
    this.#setDraft(conversationId, "");
    this.#pasted.delete(conversationId ?? newChat);
    await this.#withModel({ conversationId, text }, settings, async (variant) => {
      const id = conversationId ?? (await this.#create(variant, settings, visit));
      await this.#change(id, () => this.#bridge.chat.send({ conversationId: id, text }));
    });
  }

  /** Answers the same question once more, beside the answer. */
  async retry(message: Message): Promise<void> {
    const { conversationId, id: messageId } = message;
    await this.#withModel({ conversationId, text: "" }, this.settings, () =>
      this.#change(conversationId, () => this.#bridge.chat.retry({ conversationId, messageId })),
    );
  }

  /** Asks something else in the question's place, beside it. */
  async edit(message: Message, text: string): Promise<void> {
    const { conversationId, id: messageId } = message;
    await this.#withModel({ conversationId, text: "" }, this.settings, () =>
      this.#change(conversationId, () => this.#bridge.chat.edit({ conversationId, messageId, text })),
    );
  }

  async stop(): Promise<void> {
    if (this.#openId !== null) await this.#bridge.chat.stop({ id: this.#openId });
  }

  async selectBranch(messageId: string): Promise<void> {
    const conversationId = this.#openId;
    if (conversationId === null) return;
    await this.#change(conversationId, () => this.#bridge.chat.selectBranch({ conversationId, messageId }));
  }

  async rename(id: string, title: string): Promise<void> {
    this.#takeOwnChange(await this.#bridge.chat.rename({ id, title }));
  }

  async remove(id: string): Promise<void> {
    await this.#bridge.chat.remove({ id });
    this.#drafts.delete(id);
    this.#pasted.delete(id);
    if (this.#openId === id) this.#leave(null);
  }

  async setSettings(settings: ConversationSettings): Promise<void> {
    const id = this.#openId;
    if (id === null) this.#nextSettings = settings;
    else this.#takeOwnChange(await this.#bridge.chat.update({ id, settings }));
  }

  /** Chooses who answers from now on, and loads it: anew when there are choices to make. */
  async choose(variantId: string, choices: LoadChoices | null = null): Promise<void> {
    const id = this.#openId;
    this.models.forgetFailure();
    if (id === null) this.#nextVariantId = variantId;
    else this.#takeOwnChange(await this.#bridge.chat.update({ id, variantId }));
    if (choices === null) await this.models.ensureLoaded(variantId, this.settings);
    else await this.models.load(variantId, this.settings, choices);
  }

  async #create(variant: InstalledVariant, settings: ConversationSettings, visit: number): Promise<string> {
    const created = await this.#bridge.chat.create({ variantId: variant.id, settings });
    if (visit === this.#visit) {
      this.#leave(created.id);
      this.#view = { conversation: created, messages: [] };
      if (this.#pending) this.#pending = { ...this.#pending, conversationId: created.id };
    }
    return created.id;
  }

  /** `question` waits in the thread until its model is loaded and main has taken it. */
  async #withModel(
    question: PendingQuestion,
    settings: ConversationSettings,
    act: (variant: InstalledVariant) => Promise<void>,
  ): Promise<void> {
    const variant = this.#variant;
    if (!variant || this.#pending) return;
    const chosen = this.#view?.conversation.variantId ?? null;
    this.#pending = question;
    try {
      await this.models.ensureLoaded(variant.id, settings);
      if (question.conversationId !== null && chosen !== variant.id) {
        await this.#bridge.chat.update({ id: question.conversationId, variantId: variant.id });
      }
      await act(variant);
    } catch (thrown) {
      if (question.text !== "") this.#giveBack(this.#pending.conversationId, question.text);
      throw toBridgeError(thrown);
    } finally {
      this.#pending = null;
    }
  }

  /** Before what was typed since, if anything was; what is too long for a field stands beside it. */
  #giveBack(id: string | null, text: string): void {
    const key = id ?? newChat;
    const isLong = text.length > maxTypedChars;
    const kept = isLong ? this.#pasted : this.#drafts;
    const since = kept.get(key) ?? "";
    kept.set(key, since === "" ? text : `${text}\n\n${since}`);
  }

  #setDraft(id: string | null, text: string): void {
    if (text === "") this.#drafts.delete(id ?? newChat);
    else this.#drafts.set(id ?? newChat, text);
  }

  #leave(next: string | null): void {
    this.#visit++;
    this.#version++;
    this.#openId = next;
    this.#view = null;
    this.#viewError = null;
    this.#early = [];
    this.#live?.dispose();
    this.#live = null;
    this.models.forgetFailure();
  }

  async #read(id: string): Promise<void> {
    this.#fetching = true;
    this.#viewError = null;
    const version = this.#version;
    try {
      const view = await this.#bridge.chat.get({ id });
      if (this.#openId !== id) return;
      // Main has told something newer meanwhile.
      if (version === this.#version) this.#show(view);
      else if (this.#view?.conversation.headId !== view.conversation.headId)
        this.#show(await this.#bridge.chat.get({ id }));
    } catch (thrown) {
      if (this.#openId === id) this.#viewError = toBridgeError(thrown);
    } finally {
      this.#fetching = false;
    }
  }

  /** Shows what a call answers, unless main has told something newer meanwhile: then the whole is asked for. */
  async #change(id: string, act: () => Promise<BranchChange>): Promise<void> {
    const version = this.#version;
    const change = await act();
    if (this.#openId !== id) return;
    if (version === this.#version) await this.#takeChange(change);
    else if (this.#view?.conversation.headId !== change.conversation.headId) await this.#read(id);
  }

  #show(view: ConversationView): void {
    if (view.conversation.id !== this.#openId) return;
    this.#version++;
    this.#view = view;
    this.#viewError = null;
    const last = view.messages.at(-1);
    if (last?.state !== "streaming") {
      this.#live?.dispose();
      this.#live = null;
    } else if (this.#live?.messageId === last.id) {
      this.#live.replace(last);
    } else {
      this.#live?.dispose();
      this.#live = new LiveAnswer(last.id, last);
    }
    const early = this.#early;
    this.#early = [];
    for (const delta of early) this.#takeDelta(delta);
  }

  #takeDelta(delta: ChatDelta): void {
    if (delta.conversationId !== this.#openId) return;
    const live = this.#live;
    if (live?.messageId === delta.messageId) {
      if (!live.apply(delta)) void this.#catchUp(delta);
    } else if (!this.#view?.messages.some((message) => message.id === delta.messageId)) {
      this.#early = [...this.#early, delta].slice(-maxEarlyDeltas);
    }
  }

  /** A delta was lost: what main has is asked for, once however many deltas show it. */
  async #catchUp(delta: ChatDelta): Promise<void> {
    this.#early = [...this.#early, delta].slice(-maxEarlyDeltas);
    if (this.#fetching) return;
    await this.#read(delta.conversationId);
  }

  async #takeChange({ conversation, after, messages }: BranchChange): Promise<void> {
    if (conversation.id !== this.#openId) return;
    const shown = this.#view?.messages ?? [];
    const at = after === null ? -1 : shown.findLastIndex(({ id }) => id === after);
    if (after !== null && at < 0) {
      // It begins below a message that we have not heard of. Answers that are older than it are on their way still.
      this.#version++;
      await this.#read(conversation.id);
    } else this.#show({ conversation, messages: [...shown.slice(0, at + 1), ...messages] });
  }

  #takeListChange(change: CollectionChange<Conversation>): void {
    this.#all.take(change);
    this.#found?.take(change);
    for (const conversation of change.put) this.#takeConversation(conversation);
    // Only what main tells as gone is gone: a list is never all of them.
    if (this.#openId !== null && change.removed.includes(this.#openId)) this.#leave(null);
  }

  /** What a call of our own answered; main's news of it may come later. */
  #takeOwnChange(conversation: Conversation): void {
    this.#all.put(conversation);
    this.#found?.put(conversation);
    this.#takeConversation(conversation);
  }

  /** Title, settings and variant; the branch comes with a view alone. */
  #takeConversation(conversation: Conversation): void {
    if (this.#view?.conversation.id !== conversation.id) return;
    this.#view = { ...this.#view, conversation: { ...conversation, headId: this.#view.conversation.headId } };
  }

  get #listed(): PagedList<Conversation> | null {
    return this.#search.trim() === "" ? this.#all : this.#found;
  }

  async #find(text: string): Promise<void> {
    const list = this.#listOf(text);
    this.#finding = list;
    await list.load();
    // What another search is looking for has taken its place.
    if (this.#finding === list && this.#search.trim() === text) this.#found = list;
  }

  #listOf(text: string): PagedList<Conversation> {
    return new PagedList({
      fetch: (cursor, signal) => this.#bridge.chat.list({ text, cursor }, signal),
      compare: (one, other) => other.updatedAt - one.updatedAt || (one.id > other.id ? -1 : 1),
      takesNew: text === "",
    });
  }
}

export const [getChat, setChat] = createContext<ChatState>();
