import type { ChatDelta, Message } from "../../src-shared/contract/index.ts";

type Parts = Pick<Message, "thinking" | "text">;

/**
 * The growing text of one answer, apart from the list of messages, so that a token redraws one paragraph and not the
 * conversation. Deltas are collected and shown once per frame.
 */
export class LiveAnswer {
  readonly messageId: string;
  #buffer: Parts;
  #shown = $state.raw<Parts>({ thinking: "", text: "" });
  #frame = 0;

  constructor(messageId: string, { thinking, text }: Parts) {
    this.messageId = messageId;
    this.#buffer = { thinking, text };
    this.#shown = this.#buffer;
  }

  /** What is shown. */
  get text(): string {
    return this.#shown.text;
  }

  get thinking(): string {
    return this.#shown.thinking;
  }

  /** False when something between was lost; what follows cannot be placed then. */
  apply({ part, offset, text }: Pick<ChatDelta, "part" | "offset" | "text">): boolean {
    const known = this.#buffer[part].length - offset;
    if (known < 0) return false;
    // A part that came before is not put in twice.
    if (known >= text.length) return true;
    this.#buffer = { ...this.#buffer, [part]: this.#buffer[part] + text.slice(known) };
    this.#schedule();
    return true;
  }

  /** A snapshot may be older than the deltas that overtook it, and newer than those that were lost. */
  replace({ thinking, text }: Parts): void {
    const has = (mine: string, theirs: string): boolean => theirs.length <= mine.length && mine.startsWith(theirs);
    if (has(this.#buffer.thinking, thinking) && has(this.#buffer.text, text)) return;
    this.#buffer = { thinking, text };
    this.#schedule();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#shown = this.#buffer;
    });
  }
}
