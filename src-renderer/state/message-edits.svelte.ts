import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { MessageEdit } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { KeepSoon } from "./keep-soon.ts";

type Edit = Omit<MessageEdit, "messageId">;

/** What is being typed in the places of messages and was not saved. Main keeps it, so that an editor that was left is open again with it. */
export class MessageEdits {
  readonly #bridge: Bridge;
  readonly #edits = new SvelteMap<string, Edit>();
  /** Conversations of which main was asked. */
  #known: readonly string[] = [];
  /** Those that main does not have as they are here. */
  readonly #waiting = new KeepSoon<string>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Null where nothing was typed. */
  of(messageId: string): Edit | null {
    return this.#edits.get(messageId) ?? null;
  }

  set(conversationId: string, messageId: string, edit: Edit): void {
    this.#edits.set(messageId, edit);
    this.#waiting.soon(messageId, () => this.#tell(conversationId, messageId));
  }

  /** It was saved, or is not wanted. */
  drop(conversationId: string, messageId: string): void {
    if (!this.#edits.delete(messageId)) return;
    this.#waiting.end(messageId);
    this.#tell(conversationId, messageId);
  }

  /** Brings back what was typed before the application ended, unless something has been typed since. */
  async restore(conversationId: string): Promise<void> {
    if (this.#known.includes(conversationId)) return;
    this.#known = [...this.#known, conversationId];
    try {
      const kept = await this.#bridge.chat.edits({ id: conversationId });
      untrack(() => {
        for (const { messageId, ...edit } of kept) if (!this.#edits.has(messageId)) this.#edits.set(messageId, edit);
      });
    } catch {
      // The conversation itself cannot be read either, and says so.
      this.#known = this.#known.filter((id) => id !== conversationId);
    }
  }

  /** The window goes: nothing waits any longer. */
  flush(): void {
    this.#waiting.flush();
  }

  #tell(conversationId: string, messageId: string): void {
    // What a full disk does not take now it takes with the next letter; a message may be gone.
    this.#bridge.chat.keepEdit({ conversationId, messageId, edit: this.of(messageId) }).catch(() => undefined);
  }
}
