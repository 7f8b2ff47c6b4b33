import type { CollectionChange, Conversation, FoundConversation } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";

const searchDebounceMs = 150;

/** What is looked for in all conversations, and what was found. */
export class ConversationSearch {
  readonly #bridge: Bridge;
  readonly #isHidden: (id: string) => boolean;
  #text = $state("");
  /** Null before the first answer. */
  #found = $state.raw<PagedList<FoundConversation> | null>(null);
  /** What `found` was found for. */
  #needle = $state("");
  /** What is searched for now, or was last. */
  #finding: PagedList<FoundConversation> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #shown = $derived.by(() => this.#found?.items?.filter(({ id }) => !this.#isHidden(id)) ?? null);

  constructor(bridge: Bridge, isHidden: (id: string) => boolean) {
    this.#bridge = bridge;
    this.#isHidden = isHidden;
  }

  get text(): string {
    return this.#text;
  }
  get isActive(): boolean {
    return this.#text.trim() !== "";
  }
  /** What the results were found for; while the next are on their way, not yet what was typed. */
  get needle(): string {
    return this.#needle;
  }
  /** Null until main has answered: the last used first, as many as were asked for. */
  get items(): readonly FoundConversation[] | null {
    return this.#shown;
  }
  get hasMore(): boolean {
    return this.#found?.hasMore ?? false;
  }
  get error(): BridgeError | null {
    return this.#found?.error ?? null;
  }

  setText(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#finding?.cancel();
    if (text.trim() === "") this.#found = null;
    else this.#timer = setTimeout(() => void this.#find(text.trim()), searchDebounceMs);
  }

  async again(): Promise<void> {
    await this.#found?.load();
  }

  async more(): Promise<void> {
    await this.#found?.more();
  }

  /** What was found is kept up to date; what matches since is found by the next search. */
  take({ revision, put, removed }: CollectionChange<Conversation>): void {
    this.#found?.take({ revision, put: put.flatMap((one) => this.#changed(one)), removed });
  }

  put(conversation: Conversation): void {
    for (const found of this.#changed(conversation)) this.#found?.put(found);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#finding?.cancel();
  }

  #changed(conversation: Conversation): FoundConversation[] {
    const found = this.#found?.items?.find(({ id }) => id === conversation.id);
    return found === undefined ? [] : [{ ...found, conversation }];
  }

  async #find(text: string): Promise<void> {
    const list = new PagedList<FoundConversation>({
      fetch: (cursor, signal) => this.#bridge.chat.search({ text, cursor }, signal),
      compare: (one, other) =>
        other.conversation.updatedAt - one.conversation.updatedAt || (one.id > other.id ? -1 : 1),
      takesNew: false,
    });
    this.#finding = list;
    await list.load();
    // What another search is looking for has taken its place.
    if (this.#finding !== list || this.#text.trim() !== text) return;
    this.#found = list;
    this.#needle = text;
  }
}
