import type { CollectionChange, Conversation } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";

const searchDebounceMs = 150;

/** The list of conversations, as far as it was asked for, and what a search found in its place. */
export class Conversations {
  readonly #bridge: Bridge;
  readonly #all: PagedList<Conversation>;
  /** What a search found; null without one. */
  #found = $state.raw<PagedList<Conversation> | null>(null);
  /** What is searched for now, or was last. */
  #finding: PagedList<Conversation> | null = null;
  #search = $state("");
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#all = this.#listOf("");
  }

  /** Null until main has answered: the last used first, as many as were asked for. With a search, those that it found. */
  get items(): readonly Conversation[] | null {
    return this.#listed?.items ?? null;
  }
  /** There are more than `items`; `more` brings them. */
  get hasMore(): boolean {
    return this.#listed?.hasMore ?? false;
  }
  get error(): BridgeError | null {
    return this.#listed?.error ?? null;
  }
  get search(): string {
    return this.#search;
  }
  /** Whether there are any is not known before main has answered: undefined. */
  get newest(): Conversation | null | undefined {
    return this.#all.items === null ? undefined : (this.#all.items[0] ?? null);
  }

  /** The last used, whatever is searched for, of those that are not left out. */
  newestBut(isLeftOut: (id: string) => boolean): Conversation | null {
    return this.#all.items?.find(({ id }) => !isLeftOut(id)) ?? null;
  }

  /** Reads the whole list, whatever is searched for. */
  async begin(): Promise<void> {
    await this.#all.load();
  }

  async reload(): Promise<void> {
    await this.#listed?.load();
  }

  async more(): Promise<void> {
    await this.#listed?.more();
  }

  setSearch(text: string): void {
    this.#search = text;
    clearTimeout(this.#timer);
    this.#finding?.cancel();
    if (text.trim() === "") this.#found = null;
    else this.#timer = setTimeout(() => void this.#find(text.trim()), searchDebounceMs);
  }

  take(change: CollectionChange<Conversation>): void {
    this.#all.take(change);
    this.#found?.take(change);
  }

  /** The answer to one of our calls; main's event about it may come later. */
  put(conversation: Conversation): void {
    this.#all.put(conversation);
    this.#found?.put(conversation);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  get #listed(): PagedList<Conversation> | null {
    return this.#search.trim() === "" ? this.#all : this.#found;
  }

  async #find(text: string): Promise<void> {
    const list = this.#listOf(text);
    this.#finding = list;
    await list.load();
    // What another search is looking for has taken its place.
    if (this.#finding === list && this.#search.trim() === text) this.#found = list;
  }

  #listOf(text: string): PagedList<Conversation> {
    return new PagedList({
      fetch: (cursor, signal) => this.#bridge.chat.list({ text, cursor }, signal),
      compare: (one, other) => other.updatedAt - one.updatedAt || (one.id > other.id ? -1 : 1),
      takesNew: text === "",
    });
  }
}
