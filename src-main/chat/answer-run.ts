import type { AnswerStats, ChatDelta, ErrorDto, MessageState } from "../contract/index.ts";

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
  /** A full disk in the middle of an answer: the text is kept in memory and tried again with what comes next. */
  onNotKept: (error: unknown) => void;
}

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
      try {
        this.#store();
      } catch (error) {
        this.#options.onNotKept(error);
      }
    }, keepMs);
  }

  /** Window and disk have everything that has come so far. */
  flush(): void {
    this.#send();
    this.#store();
  }

  end(state: MessageState, stats: AnswerStats | null, error: ErrorDto | null): void {
    this.flush();
    this.#options.end(state, stats, error);
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

  #store(): void {
    if (this.#keep !== null) clearTimeout(this.#keep);
    this.#keep = null;
    if (this.#unkept === "") return;
    this.#options.append(this.#unkept);
    this.#unkept = "";
  }
}
