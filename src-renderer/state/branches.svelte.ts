import { type ConversationSummary, type Message, besideOf } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import type { OpenConversation } from "./open-conversation.svelte.ts";
import { Removals } from "./removals.svelte.ts";

/** The tree of the open conversation: the branch that is shown, and what is done to it that needs no model. */
export class Branches {
  readonly #bridge: Bridge;
  readonly #open: OpenConversation;
  readonly #removals = new Removals();

  /** Without what was removed and may still be had back. */
  readonly #messages = $derived.by(() => {
    const messages = this.#open.thread?.messages ?? [];
    if (this.#removals.none) return messages;
    const isGone = (id: string): boolean => this.#removals.has(id);
    const end = messages.findIndex(({ id }) => isGone(id));
    return (end < 0 ? messages : messages.slice(0, end)).map((message) =>
      message.siblingIds.some(isGone)
        ? { ...message, siblingIds: message.siblingIds.filter((id) => !isGone(id)) }
        : message,
    );
  });

  constructor(bridge: Bridge, open: OpenConversation) {
    this.#bridge = bridge;
    this.#open = open;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Messages that were removed and may still be had back: a branch that goes on must not go on below them. */
  get hidden(): string[] {
    return this.#removals.ids;
  }

  /** Shows the branch through a message. */
  async select(messageId: string): Promise<void> {
    const conversationId = this.#open.id;
    if (conversationId === null) return;
    await this.#open.change(conversationId, () => this.#bridge.chat.selectBranch({ conversationId, messageId }));
  }

  /** Another text beside the message, which nobody answers. */
  async replace({ conversationId, id: messageId }: Message, text: string): Promise<void> {
    await this.#open.change(conversationId, () => this.#bridge.chat.replace({ conversationId, messageId, text }));
  }

  /** Another text for a summary, by the last message that it stands for; null: it is written anew when it is needed. */
  async changeSummary({ messageId }: ConversationSummary, text: string | null): Promise<void> {
    const conversationId = this.#open.id;
    if (conversationId === null) return;
    const { chat } = this.#bridge;
    await this.#open.change(conversationId, () =>
      text === null
        ? chat.removeSummary({ conversationId, messageId })
        : chat.editSummary({ conversationId, messageId, text }),
    );
  }

  /** Returns the id of a new conversation that begins with the branch down to the message. */
  async branchOff({ conversationId, id: messageId }: Message): Promise<string> {
    const copy = await this.#bridge.chat.branchOff({ conversationId, messageId });
    this.#open.takeOwnChange(copy);
    return copy.id;
  }

  /**
   * Hides the message and what is below it at once, shows what is beside it, and removes it when `keep` was not called for some seconds.
   * Whether it was removed.
   */
  async removeSoon({ conversationId, id: messageId }: Message): Promise<boolean> {
    const headId = this.#open.conversation?.headId ?? null;
    const siblings = this.messages.find(({ id }) => id === messageId)?.siblingIds ?? [];
    const beside = besideOf(siblings, messageId);
    const removal = this.#removals.after(messageId, () =>
      this.#open.change(conversationId, () => this.#bridge.chat.removeMessage({ conversationId, messageId })),
    );
    try {
      if (beside !== null) await this.select(beside);
    } catch (thrown) {
      this.keep(messageId);
      await removal;
      throw thrown;
    }
    const besideHeadId = this.#open.conversation?.headId ?? null;
    const removed = await removal;
    // A branch that was gone on with since stays in view.
    const isAsItWas = this.#open.id === conversationId && this.#open.conversation?.headId === besideHeadId;
    if (!removed && beside !== null && headId !== null && isAsItWas) await this.select(headId);
    return removed;
  }

  /** Takes `removeSoon` back. */
  keep(messageId: string): void {
    this.#removals.undo(messageId);
  }

  /** The window goes: what was removed is removed now. */
  flush(): void {
    this.#removals.flush();
  }
}
