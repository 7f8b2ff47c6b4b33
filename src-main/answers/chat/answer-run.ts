import { type PartedText, PartedAnswer, joinParts } from "../engine/index.ts";
import type { AnswerStats, ChatDelta, ErrorDto, Message, MessageState } from "../../../src-shared/contract/index.ts";

/** About one frame of a 60 Hz screen: more often nobody sees, and each delta costs a message to the window. */
const frameMs = 16;
/** A crash of the whole application loses at most so much of an answer. */
const keepMs = 400;

export interface AnswerRunOptions {
  conversationId: string;
  messageId: string;
  onDelta: (delta: ChatDelta) => void;
  append: (text: string) => void;
  rewrite: (text: string) => void;
  end: (state: MessageState, stats: AnswerStats | null, error: ErrorDto | null) => void;
  /** A full disk, for one: what could not be written stays in memory, is shown all the same, and is tried again later. */
  onNotKept: (error: unknown) => void;
}

type Ending = Pick<Message, "state" | "stats" | "error">;

/** One answer while it is written: collects what streams in, tells the window by the frame and the disk a few times a second. */
export class AnswerRun {
  readonly controller = new AbortController();
  readonly conversationId: string;
  readonly messageId: string;
  /** Never rejects. */
  ended: Promise<void> = Promise.resolve();
  readonly #options: AnswerRunOptions;
  readonly #parts = new PartedAnswer();
  /** How much of each part the window has. */
  readonly #sent = { thinking: 0, text: 0 };
  /** What the disk has. */
  #kept = "";
  #frame: NodeJS.Timeout | null = null;
  #keep: NodeJS.Timeout | null = null;
  #ending: Ending | null = null;

  constructor(options: AnswerRunOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
    this.messageId = options.messageId;
  }

  add(part: keyof PartedText, added: string): void {
    // It has no meaning in an answer, and text in SQLite may end at it.
    this.#parts.add(part, added.replaceAll("\0", ""));
    this.#frame ??= setTimeout(() => {
      this.#send();
    }, frameMs);
    this.#keep ??= setTimeout(() => {
      this.#store();
    }, keepMs);
  }

  /** All that came as the answer was reasoning. Whoever shows it has to be told the whole. */
  recast(): void {
    this.#parts.recast();
    this.#sent.thinking = this.#parts.thinking.length;
    this.#sent.text = 0;
  }

  /** The window has everything that has come so far, and so has the disk: false when that takes no more. */
  flush(): boolean {
    this.#send();
    return this.#store();
  }

  /** As `flush`. */
  end(state: MessageState, stats: AnswerStats | null, error: ErrorDto | null): boolean {
    this.#ending = { state, stats, error };
    return this.flush();
  }

  /** The message as it is, whatever of that is on the disk. */
  shown(kept: Message): Message {
    const { thinking, text } = this.#parts;
    return { ...kept, thinking, text, ...this.#ending };
  }

  #send(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#frame = null;
    const { conversationId, messageId } = this;
    for (const part of ["thinking", "text"] as const) {
      const offset = this.#sent[part];
      const text = this.#parts[part].slice(offset);
      if (text === "") continue;
      this.#sent[part] += text.length;
      this.#options.onDelta({ conversationId, messageId, part, offset, text });
    }
  }

  #store(): boolean {
    if (this.#keep !== null) clearTimeout(this.#keep);
    this.#keep = null;
    try {
      this.#storeText();
      if (this.#ending !== null) this.#options.end(this.#ending.state, this.#ending.stats, this.#ending.error);
      this.#ending = null;
      return true;
    } catch (error) {
      this.#options.onNotKept(error);
      return false;
    }
  }

  /** What came is added to what is there, unless it changes that. */
  #storeText(): void {
    const whole = joinParts(this.#parts, this.#ending !== null);
    if (whole === this.#kept) return;
    if (whole.startsWith(this.#kept)) this.#options.append(whole.slice(this.#kept.length));
    else this.#options.rewrite(whole);
    this.#kept = whole;
  }
}
