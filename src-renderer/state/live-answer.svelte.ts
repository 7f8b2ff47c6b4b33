import type { ChatDelta } from "../../src-main/contract/index.ts";

/**
 * The growing text of one answer, apart from the list of messages, so that a token redraws one paragraph and not the
 * conversation. Deltas are collected and shown once per frame.
 */
export class LiveAnswer {
  readonly messageId: string;
  #buffer: string;
  #text = $state.raw("");
  #frame = 0;

  constructor(messageId: string, text: string) {
    this.messageId = messageId;
    this.#buffer = text;
    this.#text = text;
  }

  /** What is shown. */
  get text(): string {
    return this.#text;
  }

  /** What has come so far, shown or not. */
  get received(): string {
    return this.#buffer;
  }

  /** False when something between was lost; what follows cannot be placed then. */
  apply(delta: Pick<ChatDelta, "offset" | "text">): boolean {
    const known = this.#buffer.length - delta.offset;
    if (known < 0) return false;
    // A part that came before is not put in twice.
    if (known >= delta.text.length) return true;
    this.#buffer += delta.text.slice(known);
    this.#schedule();
    return true;
  }

  /** A snapshot may be older than the deltas that overtook it, and newer than those that were lost. */
  replace(text: string): void {
    if (text.length <= this.#buffer.length && this.#buffer.startsWith(text)) return;
    this.#buffer = text;
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
      this.#text = this.#buffer;
    });
  }
}
