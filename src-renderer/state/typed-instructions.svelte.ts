import { KeepSoon } from "./keep-soon.ts";
import type { OpenConversation } from "./open-conversation.svelte.ts";

/** The instructions of a conversation while they are typed: they are kept after each pause, and whatever is opened meanwhile. */
export class TypedInstructions {
  readonly #open: OpenConversation;
  /** What main does not have yet, and whose it is. */
  #typed = $state.raw<{ id: string; text: string } | null>(null);
  readonly #waiting = new KeepSoon<null>();

  constructor(open: OpenConversation) {
    this.#open = open;
  }

  /** Of the open conversation, as they were typed last. */
  get text(): string {
    const typed = this.#typed;
    return typed !== null && typed.id === this.#open.id ? typed.text : this.#open.settings.systemPrompt;
  }

  set text(text: string) {
    const { id } = this.#open;
    // One that is not yet a conversation is nowhere else.
    if (id === null) {
      void this.#open.changeSettings(() => ({ systemPrompt: text }));
      return;
    }
    // Of a conversation that was left.
    if (this.#typed !== null && this.#typed.id !== id) void this.keep().catch(() => undefined);
    this.#typed = { id, text };
    // What a full disk does not take now it takes with the next letter, or as the field is left.
    this.#waiting.soon(null, () => void this.keep().catch(() => undefined));
  }

  /** Main has all of it when this resolves. */
  async keep(): Promise<void> {
    this.#waiting.end(null);
    const typed = this.#typed;
    if (typed === null) return;
    await this.#open.changeSettings(() => ({ systemPrompt: typed.text }), typed.id);
    if (this.#typed === typed) this.#typed = null;
  }
}
