import { createContext } from "svelte";
import {
  type BranchChange,
  type CollectionChange,
  type Conversation,
  type ConversationSettings,
  type InstalledVariant,
  type Message,
  type MessagePart,
  type OpenRequest,
  defaultConversationSettings,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { Conversations } from "./conversations.svelte.ts";
import { Drafts } from "./drafts.svelte.ts";
import { ModelChoice, type ModelSources } from "./model-choice.svelte.ts";
import { Removals } from "./removals.svelte.ts";
import { Thread } from "./thread.svelte.ts";

/** A question that waits for its model. */
export interface PendingQuestion {
  conversationId: string | null;
  text: string;
}

/** Which conversation is open, and asking in it: the list is `Conversations`, the open branch a `Thread`, what was not sent `Drafts`. */
export class ChatState {
  readonly models: ModelChoice;
  readonly #bridge: Bridge;
  readonly #conversations: Conversations;
  readonly #drafts: Drafts;
  readonly #removals = new Removals();
  /** Null in a conversation that is not yet one. */
  #thread = $state.raw<Thread | null>(null);
  #visit = 0;
  #resumed = false;
  #pending = $state.raw<PendingQuestion | null>(null);
  /** What a new conversation will be made with. */
  #nextVariantId = $state<string | null>(null);
  #nextSettings = $state.raw<ConversationSettings>(defaultConversationSettings);

  readonly #variant = $derived.by(() => {
    return this.models.resolve(this.#thread?.conversation?.variantId ?? this.#nextVariantId);
  });

  constructor(bridge: Bridge, beside: ModelSources) {
    this.#bridge = bridge;
    this.models = new ModelChoice(bridge, beside);
    this.#conversations = new Conversations(bridge);
    this.#drafts = new Drafts(bridge);
  }

  connect(): () => void {
    const flush = (): void => {
      this.#drafts.flush();
      this.#removals.flush();
    };
    const ends = [
      this.#bridge.on("conversations", (change) => this.#takeListChange(change)),
      this.#bridge.on("chatDelta", (delta) => this.#threadOf(delta.conversationId)?.takeDelta(delta)),
      this.#bridge.on("chatChanged", (change) => void this.#threadOf(change.conversation.id)?.takeChange(change)),
      () => removeEventListener("pagehide", flush),
    ];
    addEventListener("pagehide", flush);
    void this.#conversations.begin();
    void this.#drafts.restore(null);
    return () => {
      ends.forEach((end) => end());
      flush();
      this.#conversations.dispose();
      this.#thread?.leave();
    };
  }

  /** Null until main has answered: the last used first, as many as were asked for. With a search, those that it found. */
  get conversations(): readonly Conversation[] | null {
    const { items } = this.#conversations;
    return items === null || this.#removals.none ? items : items.filter(({ id }) => !this.#removals.has(id));
  }
  /** There are more than `conversations`; `showMore` brings them. */
  get hasMore(): boolean {
    return this.#conversations.hasMore;
  }
  get search(): string {
    return this.#conversations.search;
  }
  get listError(): BridgeError | null {
    return this.#conversations.error;
  }

  /** Null in a conversation that is not yet one. */
  get openId(): string | null {
    return this.#thread?.conversationId ?? null;
  }
  /** The open one; null until it was read. */
  get conversation(): Conversation | null {
    return this.#thread?.conversation ?? null;
  }
  get viewError(): BridgeError | null {
    return this.#thread?.error ?? null;
  }
  get messages(): readonly Message[] {
    return this.#thread?.messages ?? [];
  }
  /** How many messages there are above those. */
  get earlier(): number {
    return this.#thread?.earlier ?? 0;
  }
  get isAnswering(): boolean {
    return this.#thread?.isAnswering ?? false;
  }
  /** Of the open conversation. */
  get pending(): PendingQuestion | null {
    return this.#pending?.conversationId === this.openId ? this.#pending : null;
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
    return this.conversation?.settings ?? this.#nextSettings;
  }

  /** What was pasted and is too long to be edited with what is typed; it follows that. "" for nothing. */
  get pasted(): string {
    return this.#drafts.of(this.openId).pasted;
  }
  set pasted(text: string) {
    this.#drafts.set(this.openId, { pasted: text });
  }

  get draft(): string {
    return this.#drafts.of(this.openId).text;
  }
  set draft(text: string) {
    this.#drafts.set(this.openId, { text });
  }

  /** A message's parts as far as they have come. */
  partsOf(message: Message): readonly MessagePart[] {
    return this.#thread?.partsOf(message) ?? message.parts;
  }

  async reload(): Promise<void> {
    await this.#conversations.reload();
  }

  async showMore(): Promise<void> {
    await this.#conversations.more();
  }

  /** Brings the messages above `messages`, a page of them. */
  async showEarlier(): Promise<void> {
    await this.#thread?.readEarlier();
  }

  setSearch(text: string): void {
    this.#conversations.setSearch(text);
  }

  async open(id: string): Promise<void> {
    this.#resumed = true;
    if (id === this.openId && this.conversation) return;
    const thread = this.#leave(id);
    void this.#drafts.restore(id);
    await thread.read();
  }

  /** Goes on with the newest conversation, the first time that the screen is opened without a conversation to show. */
  resume(): void {
    if (this.#resumed || this.openId !== null || this.#conversations.newest === undefined) return;
    this.#resumed = true;
    const newest = this.#conversations.newestBut((id) => this.#removals.has(id));
    if (newest !== null) void this.open(newest.id);
  }

  startNew(variantId: string | null = null): void {
    this.#resumed = true;
    this.#close();
    if (variantId !== null) this.#nextVariantId = variantId;
  }

  /** Reads the open conversation again after it could not be read. */
  async readAgain(): Promise<void> {
    await this.#thread?.read();
  }

  /** Loads the model when it is not in memory, then asks. What fails gives the text back to the draft and is thrown. */
  async ask(text: string): Promise<void> {
    // What cannot be asked yet stays where it was written.
    if (!this.#variant || this.#pending) return;
    const conversationId = this.openId;
    const visit = this.#visit;
    const settings = this.settings;
    this.#drafts.clear(conversationId);
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
    if (this.openId !== null) await this.#bridge.chat.stop({ id: this.openId });
  }

  async selectBranch(messageId: string): Promise<void> {
    const conversationId = this.openId;
    if (conversationId === null) return;
    await this.#change(conversationId, () => this.#bridge.chat.selectBranch({ conversationId, messageId }));
  }

  async rename(id: string, title: string): Promise<void> {
    this.#takeOwnChange(await this.#bridge.chat.rename({ id, title }));
  }

  async remove(id: string): Promise<void> {
    await this.#bridge.chat.remove({ id });
    this.#drafts.forget(id);
    if (this.openId === id) this.#close();
  }

  /** Hides it at once and removes it when `keep` was not called for some seconds. Whether it was removed. */
  async removeSoon(id: string): Promise<boolean> {
    const wasOpen = this.openId === id;
    if (wasOpen) this.#close();
    // What is deleted is not written on; the removal itself will tell of what is amiss.
    void this.#bridge.chat.stop({ id }).catch(() => undefined);
    const removed = await this.#removals.after(id, () => this.remove(id));
    if (!removed && wasOpen && this.openId === null) await this.open(id);
    return removed;
  }

  /** Takes `removeSoon` back. */
  keep(id: string): void {
    this.#removals.undo(id);
  }

  async setSettings(settings: ConversationSettings): Promise<void> {
    const id = this.openId;
    if (id === null) this.#nextSettings = settings;
    else this.#takeOwnChange(await this.#bridge.chat.update({ id, settings }));
  }

  /** Chooses the model that answers from now on, and loads it. */
  async choose(variantId: string): Promise<void> {
    await this.#setVariant(variantId);
    await this.models.ensureLoaded(variantId, this.settings);
  }

  /** Agrees to the smaller plan, which this conversation asks for from now on. */
  async loadSmaller(offer: OpenRequest): Promise<void> {
    // The offer is for these settings: it must not be lost with them when nothing can be loaded now.
    this.models.requireNoAnswer();
    const { variantId, plan } = offer.about.next;
    const { contextTokens = this.settings.contextTokens } = plan;
    const settings = { ...this.settings, contextTokens };
    await this.#setVariant(variantId, settings);
    await this.models.loadSmaller(offer, settings);
  }

  async #setVariant(variantId: string, settings?: ConversationSettings): Promise<void> {
    const id = this.openId;
    this.models.forgetFailure();
    if (id === null) {
      this.#nextVariantId = variantId;
      if (settings !== undefined) this.#nextSettings = settings;
    } else {
      const change = settings === undefined ? { variantId } : { variantId, settings };
      this.#takeOwnChange(await this.#bridge.chat.update({ id, ...change }));
    }
  }

  async #create(variant: InstalledVariant, settings: ConversationSettings, visit: number): Promise<string> {
    const created = await this.#bridge.chat.create({ variantId: variant.id, settings });
    if (visit === this.#visit) {
      this.#leave(created.id).begin(created);
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
    const chosen = this.conversation?.variantId ?? null;
    this.#pending = question;
    try {
      await this.models.ensureLoaded(variant.id, settings);
      if (question.conversationId !== null && chosen !== variant.id) {
        await this.#bridge.chat.update({ id: question.conversationId, variantId: variant.id });
      }
      await act(variant);
    } catch (thrown) {
      if (question.text !== "") this.#drafts.giveBack(this.#pending.conversationId, question.text);
      throw toBridgeError(thrown);
    } finally {
      this.#pending = null;
    }
  }

  /** In the thread where it is open still, else for the sake of what it does alone. */
  async #change(id: string, act: () => Promise<BranchChange>): Promise<void> {
    const thread = this.#threadOf(id);
    if (thread === null) await act();
    else await thread.change(act);
  }

  #threadOf(conversationId: string): Thread | null {
    return this.openId === conversationId ? this.#thread : null;
  }

  #leave(next: string): Thread {
    this.#close();
    const thread = new Thread(this.#bridge, next);
    this.#thread = thread;
    return thread;
  }

  #close(): void {
    this.#visit++;
    this.#thread?.leave();
    this.#thread = null;
    this.models.forgetFailure();
  }

  #takeListChange(change: CollectionChange<Conversation>): void {
    this.#conversations.take(change);
    for (const conversation of change.put) this.#threadOf(conversation.id)?.takeConversation(conversation);
    // Only what main reports as gone is gone: a list never holds all of them.
    if (this.openId !== null && change.removed.includes(this.openId)) this.#close();
  }

  /** The answer to one of our calls; main's event about it may come later. */
  #takeOwnChange(conversation: Conversation): void {
    this.#conversations.put(conversation);
    this.#threadOf(conversation.id)?.takeConversation(conversation);
  }
}

export const [getChat, setChat] = createContext<ChatState>();
