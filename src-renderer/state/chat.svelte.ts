import { createContext } from "svelte";
import type {
  AwaitedModel,
  CollectionChange,
  Conversation,
  ConversationSettings,
  ConversationSummary,
  DownloadRequest,
  InstalledVariant,
  LeftOutMessages,
  Message,
  MessagePart,
  OpenRequest,
} from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { type PendingQuestion, Questions, type RetryOptions } from "./questions.svelte.ts";
import { Branches } from "./branches.svelte.ts";
import { Conversations } from "./conversations.svelte.ts";
import { Drafts } from "./drafts.svelte.ts";
import { MessageEdits } from "./message-edits.svelte.ts";
import { ModelChoice, type ModelSources } from "./model-choice.svelte.ts";
import { type MessageTarget, OpenConversation } from "./open-conversation.svelte.ts";
import { Removals } from "./removals.svelte.ts";
import { TypedInstructions } from "./typed-instructions.svelte.ts";
import { UnfinishedSchemas } from "./unfinished-schemas.ts";
import { WaitingQuestions } from "./waiting-questions.svelte.ts";

/**
 * The chat as its screen sees it: the list is `Conversations`, the one that is open `OpenConversation`, its branch a `Thread`, asking in it
 * `Questions`, what was not sent `Drafts`.
 */
export class ChatState {
  readonly models: ModelChoice;
  /** The conversations that there are. */
  readonly lists: Conversations;
  readonly #bridge: Bridge;
  readonly #engine: ModelSources["engine"];
  readonly #drafts: Drafts;
  readonly #removals = new Removals();
  readonly #open: OpenConversation;
  readonly #questions: Questions;
  readonly #branches: Branches;
  /** What is being typed in the places of messages. */
  readonly edits: MessageEdits;
  readonly instructions: TypedInstructions;
  readonly schemas = new UnfinishedSchemas();
  /** Questions that were sent before their model was here. */
  readonly waiting: WaitingQuestions;
  #resumed = false;

  constructor(bridge: Bridge, beside: ModelSources) {
    this.#bridge = bridge;
    this.#engine = beside.engine;
    this.models = new ModelChoice(bridge, beside);
    this.lists = new Conversations(bridge, (id) => this.#removals.has(id));
    this.#drafts = new Drafts(bridge);
    this.edits = new MessageEdits(bridge);
    this.#open = new OpenConversation(bridge, this.lists, this.models);
    this.instructions = new TypedInstructions(this.#open);
    this.waiting = new WaitingQuestions(this.#drafts, this.models, beside.downloads);
    this.#branches = new Branches(bridge, this.#open);
    this.#questions = new Questions(bridge, {
      ...{ open: this.#open, drafts: this.#drafts, models: this.models, engine: beside.engine },
      waiting: this.waiting,
      hidden: () => this.#branches.hidden,
      saved: async () => {
        await this.instructions.keep();
        await this.#open.saved();
      },
    });
  }

  connect(): () => void {
    const flush = (): void => {
      this.#drafts.flush();
      this.edits.flush();
      void this.instructions.keep().catch(() => undefined);
      this.#removals.flush();
      this.#branches.flush();
    };
    const ends = [
      this.#bridge.on("conversations", (change) => this.#takeListChange(change)),
      this.#bridge.on("chatDelta", (delta) => this.#open.threadOf(delta.conversationId)?.takeDelta(delta)),
      this.#bridge.on("chatChanged", (change) => void this.#open.threadOf(change.conversation.id)?.takeChange(change)),
      () => removeEventListener("pagehide", flush),
      this.#questions.connect(),
    ];
    addEventListener("pagehide", flush);
    const endLists = this.lists.begin();
    void this.#drafts.restore(null).then(() => this.#planAsAwaited());
    return () => {
      ends.forEach((end) => end());
      flush();
      endLists();
      this.#open.dispose();
    };
  }

  /** Null until main has answered: those that are in no folder, neither pinned nor archived; the last used first, as many as were asked for. */
  get conversations(): readonly Conversation[] | null {
    return this.lists.recent.items;
  }

  /** Null in a conversation that is not yet one. */
  get openId(): string | null {
    return this.#open.id;
  }
  /** The open one; null until it was read. */
  get conversation(): Conversation | null {
    return this.#open.conversation;
  }
  get viewError(): BridgeError | null {
    return this.#open.thread?.error ?? null;
  }
  get messages(): readonly Message[] {
    return this.#branches.messages;
  }
  /** How many messages there are above those. */
  get earlier(): number {
    return this.#open.thread?.earlier ?? 0;
  }
  /** Which message of the open conversation to go to: another object each time that it is asked for. */
  get target(): MessageTarget | null {
    return this.#open.target;
  }
  get isAnswering(): boolean {
    return this.#open.thread?.isAnswering ?? false;
  }
  /** What the model did not see for the last answer; null when it saw all of it. */
  get leftOut(): LeftOutMessages | null {
    return this.messages.findLast(({ stats }) => stats !== null)?.stats?.leftOut ?? null;
  }
  /** What the model is given in the place of the oldest messages; null where it sees them. */
  get summary(): ConversationSummary | null {
    return this.settings.whenFull === "summarise" ? (this.#open.thread?.summary ?? null) : null;
  }
  /** It writes one, before it answers. */
  get isSummarising(): boolean {
    return this.#open.thread?.isSummarising ?? false;
  }
  /** How many tokens the model sees at once; null where that is not known. */
  get contextTokens(): number | null {
    const { plan = null } = this.#engine.view ?? {};
    const isLoaded = this.#engine.loadedId !== null && this.#engine.loadedId === this.variant?.id;
    return (isLoaded ? plan?.contextTokens : null) ?? this.settings.contextTokens;
  }
  /** Of the open conversation. */
  get pending(): PendingQuestion | null {
    return this.#questions.pending;
  }
  /** A question is on its way, in whichever conversation. */
  get isBusy(): boolean {
    return this.#questions.isBusy;
  }
  /** Who answers here. */
  get variant(): InstalledVariant | null {
    return this.#questions.variant;
  }
  /** The variant that shall answer here and is not here yet; null where one can be asked, or none was chosen. */
  get awaited(): DownloadRequest | null {
    return this.#questions.awaited;
  }
  /** Why the question that waited here was given back. */
  get waitingError(): BridgeError | null {
    return this.#questions.waitingError;
  }
  get settings(): ConversationSettings {
    return this.#open.settings;
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

  /** As `Thread.overtaken`, of the open conversation. */
  get overtaken(): Pick<Message, "id" | "parts"> | null {
    return this.#open.thread?.overtaken ?? null;
  }

  /** A message's parts as far as they have come. */
  partsOf(message: Message): readonly MessagePart[] {
    return this.#open.thread?.partsOf(message) ?? message.parts;
  }

  /** Brings the messages above `messages`, a page of them. */
  async showEarlier(): Promise<void> {
    await this.#open.thread?.readEarlier();
  }

  async open(id: string): Promise<void> {
    this.#resumed = true;
    if (id === this.openId && this.conversation) return;
    const thread = this.#open.show(id);
    void this.#drafts.restore(id);
    void this.edits.restore(id);
    await thread.read();
  }

  /**
   * Opens a conversation where this message is, on its branch, and marks `needle` in it. Throws what main says; a message that is gone
   * leaves the conversation as it was shown.
   */
  async openAt(id: string, messageId: string, needle: string): Promise<void> {
    await this.open(id);
    const thread = this.#open.threadOf(id);
    if (thread?.conversation == null) return;
    if (!thread.has(messageId)) {
      await this.selectBranch(messageId);
      await thread.readUntil(messageId);
    }
    if (this.#open.thread === thread && thread.has(messageId)) this.#open.target = { messageId, needle };
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
    this.#open.close();
    if (variantId !== null) this.#open.nextVariantId = variantId;
    this.#open.planFor(contextTokens);
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
    if (awaits !== null) this.#open.planFor(awaits.contextTokens ?? null);
  }

  /** Reads the open conversation again after it could not be read. */
  async readAgain(): Promise<void> {
    await this.#open.thread?.read();
  }

  /** As `Questions.ask`. */
  ask(text: string): Promise<void> {
    return this.#questions.ask(text);
  }

  /** Answers the same question once more, beside the answer. */
  retry(message: Message, options: RetryOptions = {}): Promise<void> {
    return this.#questions.retry(message, options);
  }

  /** Goes on with an answer that ended early. */
  continueAnswer(message: Message): Promise<void> {
    return this.#questions.continueAnswer(message);
  }

  /** Asks something else in the question's place, beside it. */
  edit(message: Message, text: string): Promise<void> {
    return this.#questions.edit(message, text);
  }

  async stop(): Promise<void> {
    if (this.openId !== null) await this.#bridge.chat.stop({ id: this.openId });
  }

  /** The answer that is being written here thinks no longer. */
  async answerNow(): Promise<void> {
    if (this.openId !== null) await this.#bridge.chat.answerNow({ id: this.openId });
  }

  selectBranch(messageId: string): Promise<void> {
    return this.#branches.select(messageId);
  }

  /** Another text in the message's place, beside it, which nobody answers. */
  replace(message: Message, text: string): Promise<void> {
    return this.#branches.replace(message, text);
  }

  /** As `Branches.changeSummary`. */
  changeSummary(summary: ConversationSummary, text: string | null): Promise<void> {
    return this.#branches.changeSummary(summary, text);
  }

  /** Opens a new conversation that begins with the branch down to the message. */
  async branchOff(message: Message): Promise<void> {
    await this.open(await this.#branches.branchOff(message));
  }

  /** Hides it and what is below it at once, and removes it when `keepMessage` was not called for some seconds. Whether it was removed. */
  removeMessageSoon(message: Message): Promise<boolean> {
    return this.#branches.removeSoon(message);
  }

  /** Takes `removeMessageSoon` back. */
  keepMessage(id: string): void {
    this.#branches.keep(id);
  }

  async rename(id: string, title: string): Promise<void> {
    this.#open.takeOwnChange(await this.#bridge.chat.rename({ id, title }));
  }

  async remove(id: string): Promise<void> {
    await this.#bridge.chat.remove({ id });
    this.#drafts.forget(id);
    if (this.openId === id) this.#open.close();
  }

  /** Hides it at once and removes it when `keep` was not called for some seconds. Whether it was removed. */
  async removeSoon(id: string): Promise<boolean> {
    const wasOpen = this.openId === id;
    if (wasOpen) this.#open.close();
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

  /** As `OpenConversation.changeSettings`. */
  async changeSettings(
    change: (settings: ConversationSettings) => Partial<ConversationSettings>,
    id: string | null = this.openId,
  ): Promise<void> {
    await this.#open.changeSettings(change, id);
  }

  /** Chooses the model that answers from now on, and loads it. */
  async choose(variantId: string): Promise<void> {
    this.waiting.await(this.openId, null);
    if (this.openId === null && variantId !== this.#open.nextVariantId) this.#open.planFor(null);
    await this.#open.setVariant(variantId);
    await this.models.ensureLoaded(variantId, this.settings);
  }

  /** Agrees to the smaller plan, which this conversation asks for from now on. */
  async loadSmaller(offer: OpenRequest): Promise<void> {
    // The offer is for these settings: it must not be lost with them when nothing can be loaded now.
    this.models.requireNoAnswer();
    const { variantId, plan } = offer.about.next;
    const { contextTokens = this.settings.contextTokens } = plan;
    await this.#open.setVariant(variantId, { contextTokens });
    await this.models.loadSmaller(offer, { ...this.settings, contextTokens });
  }

  #takeListChange(change: CollectionChange<Conversation>): void {
    this.lists.take(change);
    for (const conversation of change.put) this.#open.threadOf(conversation.id)?.takeConversation(conversation);
    // Only what main reports as gone is gone: a list never holds all of them.
    if (this.openId !== null && change.removed.includes(this.openId)) this.#open.close();
  }
}

export const [getChat, setChat] = createContext<ChatState>();
