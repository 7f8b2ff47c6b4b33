import { type Message, rangesOf } from "../../../src-shared/contract/index.ts";
import { jsonOf, treeText } from "./json-rows.ts";
import { unmarked } from "./unmarked.ts";

/** A place that says what is looked for. */
export interface Hit {
  messageId: string;
  /** Which of the message's parts. */
  part: number;
  /** Which of the places in that part. */
  nth: number;
  isThinking: boolean;
}

/** What of an open conversation is looked through. */
export interface Findable {
  readonly messages: readonly Message[];
  /** How many are above those, and not here yet. */
  readonly earlier: number;
  showEarlier(): Promise<void>;
}

const debounceMs = 120;

/** Finds in the whole branch that is shown; what is above it is read while somebody looks for something. */
export class ConversationFind {
  readonly #chat: Findable;
  #isOpen = $state(false);
  #text = $state("");
  /** What is looked for: `text`, a moment later. */
  #needle = $state("");
  /** Null: the last place. */
  #chosen = $state.raw<Hit | null>(null);
  #isReading = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** By message, of the needle: a page that comes does not have all others read again. */
  #known = new WeakMap<Message, readonly Hit[]>();
  readonly #hits = $derived.by(() => (this.#needle === "" ? [] : this.#chat.messages.flatMap((one) => this.#in(one))));
  readonly #at = $derived.by(() => {
    const chosen = this.#chosen;
    const found = chosen === null ? -1 : this.#hits.findIndex((hit) => isSame(hit, chosen));
    return found < 0 ? this.#hits.length - 1 : found;
  });
  /** The same object for as long as it is the same place. */
  readonly #hit = $derived.by(() => (this.#isOpen ? (this.#hits[this.#at] ?? null) : null));

  constructor(chat: Findable) {
    this.#chat = chat;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }
  get text(): string {
    return this.#text;
  }
  get needle(): string {
    return this.#isOpen ? this.#needle : "";
  }
  get count(): number {
    return this.#hits.length;
  }
  /** The place that is shown, counted from one; 0 for none. */
  get position(): number {
    return this.#at + 1;
  }
  /** There may be more above. */
  get isReading(): boolean {
    return this.#isReading;
  }
  /** Where the reader is led; null where nothing is found. */
  get hit(): Hit | null {
    return this.#hit;
  }

  open(): void {
    this.#isOpen = true;
    this.#readOn();
  }

  close(): void {
    this.#isOpen = false;
    this.#chosen = null;
    clearTimeout(this.#timer);
  }

  setText(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookFor(text.trim()), debounceMs);
  }

  /** To the next place, or with -1 to the one before; after the last one comes the first. */
  step(by: 1 | -1): void {
    if (this.#text.trim() !== this.#needle) this.#lookFor(this.#text.trim());
    const { length } = this.#hits;
    if (length > 0) this.#chosen = this.#hits[(this.#at + by + length) % length] ?? null;
  }

  #lookFor(needle: string): void {
    clearTimeout(this.#timer);
    if (needle === this.#needle) return;
    this.#known = new WeakMap();
    this.#chosen = null;
    this.#needle = needle;
    this.#readOn();
  }

  /** What is above, page by page. Where that fails, what is here is looked through. */
  #readOn(): void {
    if (this.#isReading || this.#needle === "") return;
    this.#isReading = true;
    void this.#readAll()
      .catch(() => undefined)
      .finally(() => (this.#isReading = false));
  }

  async #readAll(): Promise<void> {
    for (let before = Infinity; this.#isOpen && this.#chat.earlier > 0 && this.#chat.earlier < before;) {
      before = this.#chat.earlier;
      await this.#chat.showEarlier();
    }
  }

  #in(message: Message): readonly Hit[] {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const hits = message.parts.flatMap(({ kind, text }, part) =>
      Array.from({ length: placesIn(shownText(message, text), text, this.#needle) }, (_, nth) => ({
        ...{ messageId: message.id, part, nth, isThinking: kind === "thinking" },
      })),
    );
    this.#known.set(message, hits);
    return hits;
  }
}

/** As it is shown: a place may go over the borders of what is bold, and an answer's tree has no escapes. */
function shownText({ role, form }: Message, text: string): string {
  if (role === "user") return text;
  const value = form?.kind === "schema" ? jsonOf(text) : undefined;
  return value === undefined ? unmarked(text) : treeText(value);
}

/** What marks it is said as well where it is looked for, as of code that is not yet whole. */
const placesIn = (shown: string, written: string, needle: string): number =>
  Math.max(rangesOf(shown, needle).length, shown === written ? 0 : rangesOf(written, needle).length);

const isSame = (one: Hit, other: Hit): boolean =>
  one.messageId === other.messageId && one.part === other.part && one.nth === other.nth;
