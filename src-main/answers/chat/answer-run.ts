import {
  type AnswerForm,
  type ChatDelta,
  type ErrorDto,
  type FormedAnswer,
  type Message,
  type MessagePart,
  type MessageState,
  type MessageStats,
  messageText,
} from "../../../src-shared/contract/index.ts";
import { outcomeOf } from "./form-of-answer.ts";
import { GrowingParts } from "./growing-parts.ts";

/** About one frame of a 60 Hz screen: faster updates are invisible, and each delta costs a message to the window. The engine gathers for longer. */
const frameMs = 16;
/** A crash of the whole application loses at most this much of an answer. */
const keepMs = 400;

/** Where an answer is kept. What throws keeps nothing, and is tried again later. */
export interface AnswerStore {
  /** Parts to begin and texts to go on with, by their places; together or not at all. */
  grow(growth: readonly PartGrowth[]): void;
  /** In the place of all that was kept. */
  rewrite(parts: readonly MessagePart[]): void;
  end(ending: AnswerEnding): void;
}

/** `text` is added to the end of the part at this place, which begins with it where there is none. */
export interface PartGrowth extends MessagePart {
  position: number;
  isNew: boolean;
}

export interface AnswerEnding {
  state: MessageState;
  stats: MessageStats | null;
  error: ErrorDto | null;
  /** What became of the form that it was asked for in; null where it was asked for in free words. */
  form: FormedAnswer | null;
}

export interface AnswerRunOptions {
  conversationId: string;
  messageId: string;
  /** What the window and the disk have of it already. */
  begun: readonly MessagePart[];
  /** What it must look like. */
  form: AnswerForm;
  onDelta: (delta: ChatDelta) => void;
  store: AnswerStore;
  /** A full disk, for one: what could not be written stays in memory, is shown all the same, and is tried again later. */
  onNotKept: (error: unknown) => void;
}

/**
 * One answer while it is written: collects what streams in, updates the window at once and at most once a frame, and the disk a few times a
 * second.
 */
export class AnswerRun {
  readonly controller = new AbortController();
  /** Fired when it shall think no longer. */
  readonly answerNow = new AbortController();
  readonly conversationId: string;
  readonly messageId: string;
  /** Never rejects. */
  ended: Promise<void> = Promise.resolve();
  readonly #options: AnswerRunOptions;
  readonly #parts: GrowingParts;
  /** How much of each part the window has. */
  #sent: number[];
  /** How much of each part the disk has. */
  #kept: number[];
  /** The text on disk is no longer a prefix of the current text. */
  #isRecast = false;
  #lastSentAt = -Infinity;
  #frame: NodeJS.Timeout | null = null;
  #keep: NodeJS.Timeout | null = null;
  #ending: AnswerEnding | null = null;

  constructor(options: AnswerRunOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
    this.messageId = options.messageId;
    this.#parts = new GrowingParts(options.begun);
    this.#sent = this.#lengths();
    this.#kept = this.#lengths();
  }

  add(kind: MessagePart["kind"], added: string): void {
    // It has no meaning in an answer, and text in SQLite may end at it.
    this.#parts.add(kind, added.replaceAll("\0", ""));
    const waitMs = this.#lastSentAt + frameMs - performance.now();
    if (waitMs <= 0) this.#send();
    else this.#frame ??= setTimeout(() => this.#send(), waitMs);
    this.#keep ??= setTimeout(() => {
      this.#store();
    }, keepMs);
  }

  /** All that came as the answer was reasoning. The window has to receive the whole message again. */
  recast(): void {
    this.#parts.recast();
    this.#sent = this.#lengths();
    this.#isRecast = true;
  }

  /** The window has everything that has come so far, and so has the disk: false when that takes no more. */
  flush(): boolean {
    this.#send();
    return this.#store();
  }

  /** As `flush`. */
  end(ending: Omit<AnswerEnding, "form">): boolean {
    this.#ending = { ...ending, form: this.#formed(ending) };
    return this.flush();
  }

  #formed({ state, stats }: Omit<AnswerEnding, "form">): FormedAnswer | null {
    const { form } = this.#options;
    if (form.kind === "free") return null;
    const isWhole = state === "complete" && stats?.stopReason !== "max-tokens";
    return { kind: form.kind, ...outcomeOf(form, messageText({ parts: this.#parts.all }), isWhole) };
  }

  /** All that has come, whatever of that is on the disk. */
  get parts(): MessagePart[] {
    return this.#parts.copy();
  }

  /** The message as it is, whatever of that is on the disk. */
  shown(kept: Message): Message {
    return { ...kept, parts: this.parts, ...this.#ending };
  }

  #lengths(): number[] {
    return this.#parts.all.map(({ text }) => text.length);
  }

  #send(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#frame = null;
    this.#lastSentAt = performance.now();
    const { conversationId, messageId } = this;
    for (const [part, { kind, text }] of this.#parts.all.entries()) {
      const offset = this.#sent[part] ?? 0;
      if (offset === text.length) continue;
      this.#options.onDelta({ conversationId, messageId, part, kind, offset, text: text.slice(offset) });
    }
    this.#sent = this.#lengths();
  }

  #store(): boolean {
    if (this.#keep !== null) clearTimeout(this.#keep);
    this.#keep = null;
    const { store } = this.#options;
    try {
      this.#storeParts(store);
      if (this.#ending !== null) store.end(this.#ending);
      this.#ending = null;
      return true;
    } catch (error) {
      this.#options.onNotKept(error);
      return false;
    }
  }

  /** What came is added to what is there, unless it changes that. */
  #storeParts(store: AnswerStore): void {
    const parts = this.#parts.all;
    if (this.#isRecast) store.rewrite(parts);
    else {
      const growth = parts.flatMap(({ kind, text }, position): PartGrowth[] => {
        const kept = this.#kept[position] ?? 0;
        return kept === text.length ? [] : [{ position, kind, text: text.slice(kept), isNew: kept === 0 }];
      });
      if (growth.length > 0) store.grow(growth);
    }
    this.#isRecast = false;
    this.#kept = this.#lengths();
  }
}
