import type { Message } from "../../../src-shared/contract/index.ts";

/** In messages. */
export const drawnLimits = {
  /** At the end of a conversation that is opened. */
  first: 16,
  /** Drawn in one frame while a reader scrolls. */
  step: 6,
  /** At the press of a button, and below a message that one goes to. */
  page: 40,
  /** Above a message that one goes to. */
  around: 10,
  /** More than so many are taken off again at the end that is far from the reader. */
  most: 60,
} as const;

/** What of a branch is here; `earlier`: how many messages there are above it. */
export interface Branch {
  readonly messages: readonly Message[];
  readonly earlier: number;
}

/**
 * Which messages of a branch are on the page: a conversation may have thousands, of which a reader sees a few. Messages are counted from the
 * branch's first one, so that neither what comes above nor another branch below moves what is read.
 */
export class DrawnMessages {
  readonly #branch: Branch;
  /** Null: the last ones of the branch. */
  #from = $state<number | null>(null);
  /** The first that is not drawn any more; null: as far as the branch's end. */
  #to = $state<number | null>(null);
  readonly #total = $derived.by(() => this.#branch.earlier + this.#branch.messages.length);
  readonly #end = $derived.by(() => Math.min(this.#to ?? this.#total, this.#total));
  readonly #start = $derived.by(() => {
    const last = this.#end - drawnLimits.first;
    const from = this.#from === null || this.#from >= this.#end ? last : this.#from;
    return Math.min(this.#end, Math.max(from, this.#branch.earlier));
  });
  readonly #shown = $derived.by(() => {
    const { messages, earlier } = this.#branch;
    return messages.slice(this.#start - earlier, this.#end - earlier);
  });

  constructor(branch: Branch) {
    this.#branch = branch;
  }

  get shown(): readonly Message[] {
    return this.#shown;
  }
  /** How many of the branch precede them. */
  get before(): number {
    return this.#start;
  }
  /** How many of those are here. */
  get ready(): number {
    return this.#start - this.#branch.earlier;
  }
  /** How many of the branch follow them. */
  get after(): number {
    return this.#total - this.#end;
  }

  /** Another conversation, of which the end is shown. */
  begin(): void {
    this.#from = null;
    this.#to = null;
  }

  /** The end of the branch; what is drawn stays where it leads there and is not too much. */
  toEnd(): void {
    if (this.#to !== null || this.#shown.length > drawnLimits.most) this.#from = null;
    this.#to = null;
  }

  /**
   * Draws the surroundings of a message, by its place in the branch; of what follows all, unless it is far. What is drawn above them stays where
   * that is not too much.
   */
  goTo(place: number): void {
    const isFar = this.#total - place > 2 * drawnLimits.page;
    const from = Math.max(0, place - drawnLimits.around);
    const staysAbove = !isFar && this.#to === null && from - this.#start <= drawnLimits.most;
    this.#from = staysAbove ? Math.min(from, this.#start) : from;
    this.#to = isFar ? place + drawnLimits.page : null;
  }

  /** Draws more above, as far as they are here; `leave`: so many fewer at the other end. */
  growBefore(count: number, leave = 0): void {
    const from = Math.max(this.#branch.earlier, this.#start - count);
    if (leave > 0) this.#to = this.#end - leave;
    this.#from = from;
  }

  /** The same below. */
  growAfter(count: number, leave = 0): void {
    const from = this.#start + leave;
    const to = this.#end + count;
    this.#to = to >= this.#total ? null : to;
    this.#from = from;
  }
}
