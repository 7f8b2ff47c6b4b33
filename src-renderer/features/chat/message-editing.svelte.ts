import type { Message } from "../../../src-shared/contract/index.ts";
import type { MessageEdits } from "../../state/message-edits.svelte.ts";

export interface MessageEditingOptions {
  edits: MessageEdits;
  message: () => Pick<Message, "id" | "conversationId">;
  onFailed: (thrown: unknown) => void;
}

/** A message that may be edited where it stands. What was typed there and not saved opens it again. */
export class MessageEditing {
  readonly #options: MessageEditingOptions;
  #isBegun = $state(false);
  #isLeaving = $state(false);

  constructor(options: MessageEditingOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return !this.#isLeaving && (this.#isBegun || this.typed !== null);
  }
  /** A person has opened it, and it was not left since. */
  get isBegun(): boolean {
    return this.#isBegun;
  }
  /** What was typed in its place, as far as that is another text; what is too long for the field is apart. */
  get typed(): { text: string; pasted: string } | null {
    return this.#options.edits.of(this.#options.message().id);
  }

  begin(): void {
    this.#isBegun = true;
  }

  type(text: string, pasted: string): void {
    const { id, conversationId } = this.#options.message();
    this.#options.edits.set(conversationId, id, { text, pasted });
  }

  cancel(): void {
    this.#isBegun = false;
    const { id, conversationId } = this.#options.message();
    this.#options.edits.drop(conversationId, id);
  }

  /** Closes the field while `act` does something with what was typed; one that fails opens it again with that. */
  async leave(act: () => Promise<void>): Promise<void> {
    // The message may be another by the time that it is done.
    const { id, conversationId } = this.#options.message();
    this.#isLeaving = true;
    try {
      await act();
      this.#isBegun = false;
      this.#options.edits.drop(conversationId, id);
    } catch (thrown) {
      this.#options.onFailed(thrown);
    } finally {
      this.#isLeaving = false;
    }
  }
}
