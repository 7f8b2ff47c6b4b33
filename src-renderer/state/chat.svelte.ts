import { createContext, untrack } from "svelte";
import {
  type AwaitedModel,
  type BranchChange,
  type CollectionChange,
  type Conversation,
  type ConversationSettings,
  type DownloadRequest,
  type InstalledVariant,
  type LeftOutMessages,
  type Message,
  type MessagePart,
  type OpenRequest,
  defaultConversationSettings,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { Conversations } from "./conversations.svelte.ts";
import { Drafts } from "./drafts.svelte.ts";
import type { EngineState } from "./engine.svelte.ts";
import { ModelChoice, type ModelSources } from "./model-choice.svelte.ts";
import { Removals } from "./removals.svelte.ts";
import { Thread } from "./thread.svelte.ts";
import { WaitingQuestions } from "./waiting-questions.svelte.ts";

/** A question that waits for its model. */
export interface PendingQuestion {
  conversationId: string | null;
  text: string;
}

/** A message to go to, and what is looked for in it. */
export interface MessageTarget {
  messageId: string;
  needle: string;
}

/** Which conversation is open, and asking in it: the list is `Conversations`, the open branch a `Thread`, what was not sent `Drafts`. */
export class ChatState {
  readonly models: ModelChoice;
  /** The conversations that there are. */
  readonly lists: Conversations;
  readonly #bridge: Bridge;
  readonly #drafts: Drafts;
  readonly #removals = new Removals();
  readonly #engine: EngineState;
  /** Questions that were sent before their model was here. */
  readonly waiting: WaitingQuestions;
  /** Null in a conversation that is not yet one. */
  #thread = $state.raw<Thread | null>(null);
  #target = $state.raw<MessageTarget | null>(null);
  #visit = 0;
  #resumed = false;
  #pending = $state.raw<PendingQuestion | null>(null);
  /** What a new conversation will be made with. */
  #nextVariantId = $state<string | null>(null);
  #nextSettings = $state.raw<ConversationSettings>(defaultConversationSettings);
  /** The context that came with a suggestion, and not from a person. */
  #plannedContext: number | null = null;

  readonly #variant = $derived.by(() => {
    if (this.awaited !== null) return null;
    const arrived = this.waiting.arrived(this.openId)?.id;
    return this.models.resolve(arrived ?? this.#thread?.conversation?.variantId ?? this.#nextVariantId);
  });
  /** Why a question that waited was not sent. */
  #waitingError = $state.raw<BridgeError | null>(null);

  constructor(bridge: Bridge, beside: ModelSources) {
    this.#bridge = bridge;
    this.models = new ModelChoice(bridge, beside);
    this.lists = new Conversations(bridge, (id) => this.#removals.has(id));
    this.#drafts = new Drafts(bridge);
    this.#engine = beside.engine;
    this.waiting = new WaitingQuestions(this.#drafts, this.models, beside.downloads);
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
      $effect.root(() => {
        $effect(() => this.#beginWithArrived());
      }),
    ];
    addEventListener("pagehide", flush);
    const endLists = this.lists.begin();
    void this.#drafts.restore(null).then(() => this.#planAsAwaited());
    return () => {
      ends.forEach((end) => end());
      flush();
      endLists();
      this.#thread?.leave();
    };
  }

  /** Null until main has answered: those that are in no folder, neither pinned nor archived; the last used first, as many as were asked for. */
  get conversations(): readonly Conversation[] | null {
    return this.lists.recent.items;
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
  /** Which message of the open conversation to go to: another object each time that it is asked for. */
  get target(): MessageTarget | null {
    return this.#target;
  }
  get isAnswering(): boolean {
    return this.#thread?.isAnswering ?? false;
  }
  /** What the model did not see for the last answer; null when it saw all of it. */
  get leftOut(): LeftOutMessages | null {
    return this.messages.findLast(({ stats }) => stats !== null)?.stats?.leftOut ?? null;
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
  /** The variant that shall answer here and is not here yet; null where one can be asked, or none was chosen. */
  get awaited(): DownloadRequest | null {
    return this.waiting.awaited(this.openId);
  }
  /** Why the question that waited here was given back. */
  get waitingError(): BridgeError | null {
    return this.#waitingError;
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

  /** Brings the messages above `messages`, a page of them. */
  async showEarlier(): Promise<void> {
    await this.#thread?.readEarlier();
  }

  async open(id: string): Promise<void> {
    this.#resumed = true;
    if (id === this.openId && this.conversation) return;
    const thread = this.#leave(id);
    void this.#drafts.restore(id);
    await thread.read();
  }

  /**
   * Opens a conversation where this message is, on its branch, and marks `needle` in it. Throws what main says; a message that is gone
   * leaves the conversation as it was shown.
   */
  async openAt(id: string, messageId: string, needle: string): Promise<void> {
    await this.open(id);
    const thread = this.#threadOf(id);
    if (thread?.conversation == null) return;
    if (!thread.has(messageId)) {
      await this.selectBranch(messageId);
      await thread.readUntil(messageId);
    }
    if (this.#thread === thread && thread.has(messageId)) this.#target = { messageId, needle };
  }

  /** Goes on with the newest conversation, the first time that the screen is opened without a conversation to show. */
  resume(): void {
    if (this.#resumed || this.openId !== null || this.lists.newest === undefined) return;
    this.#resumed = true;
    // One that waits for its model comes before it.
    if (this.#drafts.of(null).awaits !== null) return;
    const { newest } = this.lists;
    if (newest !== null) void this.open(newest.id);
  }

  /** `contextTokens`: what the variant was planned for; null for the usual context. */
  startNew(variantId: string | null = null, contextTokens: number | null = null): void {
    this.#resumed = true;
    this.#close();
    if (variantId !== null) this.#nextVariantId = variantId;
    this.#planFor(contextTokens);
    if (variantId === null) this.#planAsAwaited();
  }

  /** A new conversation, for a variant that is being downloaded. */
  async startAwaiting(awaits: AwaitedModel): Promise<void> {
    this.startNew();
    await this.#drafts.restore(null);
    this.waiting.await(null, awaits);
    this.#planAsAwaited();
  }

  #planAsAwaited(): void {
    const { awaits } = this.#drafts.of(null);
    if (awaits !== null) this.#planFor(awaits.contextTokens ?? null);
  }

  /** A new conversation gets the context that its model was suggested for, and the one after it does not. */
  #planFor(contextTokens: number | null): void {
    const isOwn = this.#nextSettings.contextTokens !== this.#plannedContext;
    if (contextTokens !== null || !isOwn) this.#nextSettings = { ...this.#nextSettings, contextTokens };
    this.#plannedContext = contextTokens;
  }

  /** Reads the open conversation again after it could not be read. */
  async readAgain(): Promise<void> {
    await this.#thread?.read();
  }

  /**
   * Loads the model when it is not in memory, then asks; while it is being downloaded, the question waits. What fails gives the text
   * back to the draft and is thrown.
   */
  async ask(text: string): Promise<void> {
    this.#waitingError = null;
    // What cannot be asked yet stays where it was written.
    if (this.#pending) return;
    const id = this.openId;
    const variant = this.#variant;
    const { settings } = this;
    if (this.awaited !== null) this.waiting.add(id, text);
    if (variant === null) return;
    if (this.models.isLoaded(variant.id, settings)) this.#drafts.clear(id);
    else this.#drafts.hold(id, text);
    await this.#ask({ conversationId: id, text }, variant, settings);
  }

  async #ask(question: PendingQuestion, variant: InstalledVariant, settings: ConversationSettings): Promise<void> {
    const { conversationId, text } = question;
    const visit = conversationId === this.openId ? this.#visit : null;
    await this.#withModel(question, variant, settings, async () => {
      this.#drafts.letGo(conversationId);
      const id = conversationId ?? (await this.#create(variant, settings, visit));
      await this.#change(id, () => this.#bridge.chat.send({ conversationId: id, text }));
    });
  }

  /** The awaited model has come: it is loaded, and asked what waits for it. */
  #beginWithArrived(): void {
    const { waiting } = this;
    // A question that waits for a new conversation goes whatever is looked at meanwhile.
    const isBehind = this.waiting.arrived(this.openId) === null && waiting.question(null) !== "";
    const id = isBehind ? null : this.openId;
    const arrived = waiting.arrived(id);
    const isFree = this.#pending === null && !this.models.loading && this.#engine.view?.status !== "answering";
    if (arrived === null || !isFree || (id !== null && this.conversation === null)) return;
    untrack(() => void this.#begin(id, arrived));
  }

  async #begin(id: string | null, arrived: InstalledVariant): Promise<void> {
    const question = this.waiting.question(id);
    const settings = id === this.openId ? this.settings : this.#nextSettings;
    if (id === null) this.#nextVariantId = arrived.id;
    // Once: what fails now is not tried again by itself, nor at the next start.
    if (question === "") this.waiting.await(id, null);
    else this.#drafts.hold(id, question, { ...this.#drafts.of(id), waiting: "", awaits: null });
    try {
      if (id !== null) await this.#setVariant(arrived.id);
      if (question === "") await this.models.ensureLoaded(arrived.id, settings);
      else await this.#ask({ conversationId: id, text: question }, arrived, settings);
    } catch (thrown) {
      // A failed load is shown where the answer would be.
      if (this.models.failure === null) this.#waitingError = toBridgeError(thrown);
    }
  }

  /** Answers the same question once more, beside the answer. */
  async retry(message: Message): Promise<void> {
    const { conversationId, id: messageId } = message;
    await this.#withModel({ conversationId, text: "" }, this.#variant, this.settings, () =>
      this.#change(conversationId, () => this.#bridge.chat.retry({ conversationId, messageId })),
    );
  }

  /** Asks something else in the question's place, beside it. */
  async edit(message: Message, text: string): Promise<void> {
    const { conversationId, id: messageId } = message;
    await this.#withModel({ conversationId, text: "" }, this.#variant, this.settings, () =>
      this.#change(conversationId, () => this.#bridge.chat.edit({ conversationId, messageId, text })),
    );
  }

  async stop(): Promise<void> {
    if (this.openId !== null) await this.#bridge.chat.stop({ id: this.openId });
  }

  /** The answer that is being written here thinks no longer. */
  async answerNow(): Promise<void> {
    if (this.openId !== null) await this.#bridge.chat.answerNow({ id: this.openId });
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
    this.waiting.await(this.openId, null);
    if (this.openId === null && variantId !== this.#nextVariantId) this.#planFor(null);
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

  async #create(variant: InstalledVariant, settings: ConversationSettings, visit: number | null): Promise<string> {
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
    variant: InstalledVariant | null,
    settings: ConversationSettings,
    act: () => Promise<void>,
  ): Promise<void> {
    if (!variant || this.#pending) return;
    const chosen = this.conversation?.variantId ?? null;
    this.#pending = question;
    try {
      await this.models.ensureLoaded(variant.id, settings);
      if (question.conversationId !== null && chosen !== variant.id) {
        await this.#bridge.chat.update({ id: question.conversationId, variantId: variant.id });
      }
      await act();
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
    this.#target = null;
    this.models.forgetFailure();
  }

  #takeListChange(change: CollectionChange<Conversation>): void {
    this.lists.take(change);
    for (const conversation of change.put) this.#threadOf(conversation.id)?.takeConversation(conversation);
    // Only what main reports as gone is gone: a list never holds all of them.
    if (this.openId !== null && change.removed.includes(this.openId)) this.#close();
  }

  /** The answer to one of our calls; main's event about it may come later. */
  #takeOwnChange(conversation: Conversation): void {
    this.lists.put(conversation);
    this.#threadOf(conversation.id)?.takeConversation(conversation);
  }
}

export const [getChat, setChat] = createContext<ChatState>();
