import type { CollectionChange, CollectionPage } from "../../src-shared/contract/index.ts";
import { type BridgeError, toBridgeError } from "../bridge/index.ts";
import { LatestCall } from "./latest-call.ts";
import { mergeItems, withNew } from "./merge-items.ts";

export interface PagedListOptions<T> {
  /** Null: the first page. The signal fires when the list starts over, or is not on screen any more. */
  fetch: (cursor: string | null, signal: AbortSignal) => Promise<CollectionPage<T>>;
  /** The order in which main lists them. */
  compare: (one: T, other: T) => number;
  /** All of it is wanted: it is asked for page by page, and the first is shown meanwhile. */
  isWhole?: boolean;
  /** Whether to add reported items that are not here: false for the results of a search, which only main can repeat. */
  takesNew?: boolean;
}

/**
 * The part of one of main's lists that was requested, kept up to date by main's events about single items. What is not
 * in it may well be in main's: only `removed` says that something is gone.
 */
export class PagedList<T extends { id: string }> {
  readonly #options: PagedListOptions<T>;
  #items = $state.raw<readonly T[] | null>(null);
  #next = $state.raw<string | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #revision = 0;
  /** Until the list starts over. */
  readonly #asked = new LatestCall();
  /** What was reported while an answer is on its way, which may be older or newer. */
  #meanwhile: CollectionChange<T>[] = [];
  #waiting = 0;

  constructor(options: PagedListOptions<T>) {
    this.#options = options;
  }

  /** Null until the first answer. */
  get items(): readonly T[] | null {
    return this.#items;
  }
  get hasMore(): boolean {
    return this.#next !== null;
  }
  get error(): BridgeError | null {
    return this.#error;
  }

  /** Asks for the first page and forgets the others. */
  async load(): Promise<void> {
    await this.#ask(null, this.#asked.next(), ({ items, next, revision }) => {
      this.#items = items;
      this.#next = next;
      this.#revision = revision;
    });
  }

  /** Asks for the page after the last one that is here. */
  async more(): Promise<void> {
    const cursor = this.#next;
    if (cursor === null || this.#waiting > 0) return;
    await this.#ask(cursor, this.#asked.signal, ({ items, next }) => {
      this.#items = withNew(this.#items ?? [], items);
      this.#next = next;
    });
  }

  /** It is not on screen any more. */
  cancel(): void {
    this.#asked.cancel();
  }

  /** Takes what main reports. */
  take(change: CollectionChange<T>): void {
    if (this.#waiting > 0) this.#meanwhile.push(change);
    if (this.#items === null && this.#waiting === 0) void this.load();
    if (this.#items === null || change.revision <= this.#revision) return;
    const isNext = change.revision === this.#revision + 1;
    this.#apply(change);
    // One was missed; an answer that is on its way will make up for it.
    if (!isNext && this.#waiting === 0) void this.load();
  }

  /** An item from the answer to one of our calls: main's event about it may come later. */
  put(item: T): void {
    if (this.#items !== null) this.#items = this.#with([item], []);
  }

  async #ask(cursor: string | null, signal: AbortSignal, show: (page: CollectionPage<T>) => void): Promise<void> {
    this.#waiting++;
    try {
      const page = await this.#options.fetch(cursor, signal);
      if (signal.aborted) return;
      show(page);
      this.#error = null;
      this.#catchUp(page.revision);
    } catch (thrown) {
      if (!signal.aborted) this.#error = toBridgeError(thrown);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#meanwhile = [];
    }
    const goesOn = this.#options.isWhole === true && this.#error === null && !signal.aborted;
    if (goesOn) await this.more();
  }

  /** What was reported while the answer was on its way and is not in it. */
  #catchUp(revision: number): void {
    let at = revision;
    for (const change of this.#meanwhile) {
      if (change.revision <= revision) continue;
      if (change.revision !== ++at) {
        void this.load();
        return;
      }
      this.#apply(change);
    }
  }

  #apply({ put, removed, revision }: CollectionChange<T>): void {
    this.#revision = revision;
    this.#error = null;
    this.#items = this.#with(put, removed);
  }

  #with(put: readonly T[], removed: readonly string[]): readonly T[] {
    const { compare, takesNew = true } = this.#options;
    const last = this.#items?.at(-1);
    // A new one that would come after the last of an unfinished list is on a page that was not asked for.
    const isWanted = (item: T): boolean => takesNew && (!this.hasMore || last === undefined || compare(item, last) < 0);
    return mergeItems(this.#items ?? [], put, removed, isWanted).sort(compare);
  }
}
