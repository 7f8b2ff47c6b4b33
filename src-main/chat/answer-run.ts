import type { AnswerStats, ChatDelta, ErrorDto, Message, MessageState } from "../contract/index.ts";

/** About one frame of a 60 Hz screen: more often nobody sees, and each delta costs a message to the window. */
const frameMs = 16;
/** A crash of the whole application loses at most so much of an answer. */
const keepMs = 400;

export interface AnswerRunOptions {
  conversationId: string;
  messageId: string;
  onDelta: (delta: ChatDelta) => void;
  append: (text: string) => void;
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
  #length = 0;
  #unsent = "";
  #unkept = "";
  #frame: NodeJS.Timeout | null = null;
  #keep: NodeJS.Timeout | null = null;
  #ending: Ending | null = null;

  constructor(options: AnswerRunOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
    this.messageId = options.messageId;
  }

  add(added: string): void {
    // It has no meaning in an answer, and text in SQLite may end at it.
    const text = added.replaceAll("\0", "");
    this.#unsent += text;
    this.#unkept += text;
    this.#frame ??= setTimeout(() => {
      this.#send();
    }, frameMs);
    this.#keep ??= setTimeout(() => {
      this.#store();
    }, keepMs);
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
    return { ...kept, text: kept.text + this.#unkept, ...this.#ending };
  }

  #send(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#frame = null;
    if (this.#unsent === "") return;
    const { conversationId, messageId } = this;
    const text = this.#unsent;
    this.#unsent = "";
    this.#options.onDelta({ conversationId, messageId, offset: this.#length, text });
    this.#length += text.length;
  }

  #store(): boolean {
    if (this.#keep !== null) clearTimeout(this.#keep);
    this.#keep = null;
    try {
      if (this.#unkept !== "") this.#options.append(this.#unkept);
      this.#unkept = "";
      if (this.#ending !== null) this.#options.end(this.#ending.state, this.#ending.stats, this.#ending.error);
      this.#ending = null;
      return true;
    } catch (error) {
      this.#options.onNotKept(error);
      return false;
    }
  }
}
