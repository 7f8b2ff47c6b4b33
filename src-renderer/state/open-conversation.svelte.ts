import {
  type BranchChange,
  type Conversation,
  type ConversationSettings,
  type InstalledVariant,
  defaultConversationSettings,
} from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import type { Conversations } from "./conversations.svelte.ts";
import type { ModelChoice } from "./model-choice.svelte.ts";
import { sameSettings } from "./same-settings.ts";
import { Thread } from "./thread.svelte.ts";

/** A message to go to, and what is looked for in it. */
export interface MessageTarget {
  messageId: string;
  needle: string;
}

/** Which conversation is open, or what one that is not yet there will be made with. */
export class OpenConversation {
  readonly #bridge: Bridge;
  readonly #conversations: Conversations;
  readonly #models: ModelChoice;
  /** Null in a conversation that is not yet one. */
  #thread = $state.raw<Thread | null>(null);
  #target = $state.raw<MessageTarget | null>(null);
  #visit = 0;
  /** What a new conversation will be made with. */
  #nextVariantId = $state<string | null>(null);
  #nextSettings = $state.raw<ConversationSettings>(defaultConversationSettings);

  /** The context that came with a suggestion, and not from a person. */
  #plannedContext: number | null = null;

  /** Changes of settings that main has not answered, one after the other. */
  #changing: Promise<unknown> = Promise.resolve();
  /** As the last of them was answered. */
  #changed: Conversation | null = null;

  constructor(bridge: Bridge, conversations: Conversations, models: ModelChoice) {
    this.#bridge = bridge;
    this.#conversations = conversations;
    this.#models = models;
  }

  get thread(): Thread | null {
    return this.#thread;
  }
  /** Null in a conversation that is not yet one. */
  get id(): string | null {
    return this.#thread?.conversationId ?? null;
  }
  /** Null until it was read. */
  get conversation(): Conversation | null {
    return this.#thread?.conversation ?? null;
  }
  get settings(): ConversationSettings {
    return this.conversation?.settings ?? this.#nextSettings;
  }
  /** The variant that it asks for. */
  get variantId(): string | null {
    return this.conversation?.variantId ?? this.#nextVariantId;
  }
  /** What a new conversation will be made with. */
  get nextSettings(): ConversationSettings {
    return this.#nextSettings;
  }
  get nextVariantId(): string | null {
    return this.#nextVariantId;
  }
  set nextVariantId(id: string | null) {
    this.#nextVariantId = id;
  }
  /** Counts what was opened and closed: what is another one now was left meanwhile. */
  get visit(): number {
    return this.#visit;
  }

  /** Which of its messages to go to: another object each time that it is asked for. */
  get target(): MessageTarget | null {
    return this.#target;
  }
  set target(target: MessageTarget | null) {
    this.#target = target;
  }

  threadOf(conversationId: string): Thread | null {
    return this.id === conversationId ? this.#thread : null;
  }

  /** Its thread, which is to be read or begun. */
  show(id: string): Thread {
    this.close();
    const thread = new Thread(this.#bridge, id);
    this.#thread = thread;
    return thread;
  }

  close(): void {
    this.#visit++;
    this.#thread?.leave();
    this.#thread = null;
    this.#target = null;
    this.#models.forgetFailure();
  }

  /** The window goes. */
  dispose(): void {
    this.#thread?.leave();
  }

  /** In the thread where it is open still, else for the sake of what it does alone. */
  async change(id: string, act: () => Promise<BranchChange>): Promise<void> {
    const thread = this.threadOf(id);
    if (thread === null) await act();
    else await thread.change(act);
  }

  /** A new one, shown where nothing else was opened since this visit. */
  async create(
    variant: InstalledVariant,
    settings: ConversationSettings,
    visit: number | null,
  ): Promise<{ id: string; isShown: boolean }> {
    const created = await this.#bridge.chat.create({ variantId: variant.id, settings });
    const isShown = visit === this.#visit;
    if (isShown) this.show(created.id).begin(created);
    return { id: created.id, isShown };
  }

  /** A new conversation gets the context that its model was suggested for, and the one after it does not. */
  planFor(contextTokens: number | null): void {
    const isOwn = this.#nextSettings.contextTokens !== this.#plannedContext;
    if (contextTokens !== null || !isOwn) this.#nextSettings = { ...this.#nextSettings, contextTokens };
    this.#plannedContext = contextTokens;
  }

  /**
   * Changes the settings of a conversation, by default of the open one. One change waits until main has answered the one before, so that it
   * is a change of what holds then; main is told what changes and nothing else.
   */
  async changeSettings(
    change: (settings: ConversationSettings) => Partial<ConversationSettings>,
    id: string | null = this.id,
  ): Promise<void> {
    if (id === null) {
      this.#nextSettings = { ...this.#nextSettings, ...change(this.#nextSettings) };
      return;
    }
    const begunWith = this.settings;
    const changing = this.#changing.then(async () => {
      const before = this.#changed?.id === id ? this.#changed.settings : begunWith;
      const shown = this.threadOf(id)?.conversation?.settings ?? null;
      const changes = change(shown ?? before);
      if (shown !== null && sameSettings({ ...shown, ...changes }, shown)) return;
      const changed = await this.#bridge.chat.update({ id, settings: changes });
      this.#changed = changed;
      this.takeOwnChange(changed);
    });
    this.#changing = changing.catch(() => undefined);
    await changing;
  }

  /** Main has answered all changes of settings when this resolves. */
  async saved(): Promise<void> {
    await this.#changing;
  }

  async setVariant(variantId: string, settings?: Partial<ConversationSettings>): Promise<void> {
    const { id } = this;
    this.#models.forgetFailure();
    if (id === null) {
      this.#nextVariantId = variantId;
      this.#nextSettings = { ...this.#nextSettings, ...settings };
    } else {
      const change = settings === undefined ? {} : { settings };
      this.takeOwnChange(await this.#bridge.chat.update({ id, variantId, ...change }));
    }
  }

  /** The answer to one of our calls; main's event about it may come later. */
  takeOwnChange(conversation: Conversation): void {
    this.#conversations.put(conversation);
    this.threadOf(conversation.id)?.takeConversation(conversation);
  }
}
