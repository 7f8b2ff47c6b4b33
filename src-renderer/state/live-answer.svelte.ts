import type { ChatDelta, MessagePart } from "../../src-shared/contract/index.ts";

/**
 * The growing parts of one answer, apart from the list of messages, so that a token redraws one paragraph and not the
 * conversation. Deltas are collected and shown once per frame.
 */
export class LiveAnswer {
  readonly messageId: string;
  #buffer: readonly MessagePart[];
  #shown = $state.raw<readonly MessagePart[]>([]);
  #frame = 0;

  constructor(messageId: string, parts: readonly MessagePart[]) {
    this.messageId = messageId;
    this.#buffer = parts;
    this.#shown = parts;
  }

  /** What is shown. */
  get parts(): readonly MessagePart[] {
    return this.#shown;
  }

  /** With what is not shown yet. */
  get all(): readonly MessagePart[] {
    return this.#buffer;
  }

  /** False when a delta before it is missing; what follows cannot be placed then. */
  apply({ part, kind, offset, text }: Pick<ChatDelta, "part" | "kind" | "offset" | "text">): boolean {
    const before = this.#buffer[part] ?? { kind, text: "" };
    const known = before.text.length - offset;
    if (part > this.#buffer.length || before.kind !== kind || known < 0) return false;
    // What came before is not put in twice.
    if (known >= text.length) return true;
    this.#buffer = this.#buffer.toSpliced(part, 1, { kind, text: before.text + text.slice(known) });
    this.#schedule();
    return true;
  }

  /** A snapshot may be older than the deltas that overtook it, and newer than those that were lost. */
  replace(parts: readonly MessagePart[]): void {
    const isOlder = parts.every(({ kind, text }, at) => {
      const mine = this.#buffer[at];
      return mine?.kind === kind && mine.text.startsWith(text);
    });
    if (isOlder) return;
    this.#buffer = parts;
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
