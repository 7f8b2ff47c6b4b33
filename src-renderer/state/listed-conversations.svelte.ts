import type { CollectionChange, Conversation, ConversationPlace } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";

export interface ListedOptions {
  bridge: Bridge;
  place: ConversationPlace;
  /** Was deleted, and may still be had back. */
  isHidden: (id: string) => boolean;
  /** All of it is wanted, and not a page alone. */
  isWhole?: boolean;
}

/** One place of the list of conversations, as far as it was asked for. */
export class ListedConversations {
  readonly #place: ConversationPlace;
  readonly #isHidden: (id: string) => boolean;
  readonly #list: PagedList<Conversation>;
  readonly #shown = $derived.by(() => this.#list.items?.filter(({ id }) => !this.#isHidden(id)) ?? null);

  constructor({ bridge, place, isHidden, isWhole = false }: ListedOptions) {
    this.#place = place;
    this.#isHidden = isHidden;
    this.#list = new PagedList({
      fetch: (cursor, signal) => bridge.chat.list({ place, cursor }, signal),
      compare: (one, other) => other.updatedAt - one.updatedAt || (one.id > other.id ? -1 : 1),
      isWhole,
    });
  }

  /** Null until main has answered: the last used first, as many as were asked for. */
  get items(): readonly Conversation[] | null {
    return this.#shown;
  }
  /** There are more than `items`; `more` brings them. */
  get hasMore(): boolean {
    return this.#list.hasMore;
  }
  get error(): BridgeError | null {
    return this.#list.error;
  }

  async load(): Promise<void> {
    await this.#list.load();
  }

  async more(): Promise<void> {
    await this.#list.more();
  }

  /** Takes what main reports: what belongs elsewhere now is gone from here. */
  take({ revision, put, removed }: CollectionChange<Conversation>): void {
    const here = put.filter((one) => isIn(this.#place, one));
    const elsewhere = put.filter((one) => !isIn(this.#place, one)).map(({ id }) => id);
    this.#list.take({ revision, put: here, removed: [...removed, ...elsewhere] });
  }

  /** The answer to one of our calls; main's event about it may come later. */
  put(conversation: Conversation): void {
    if (isIn(this.#place, conversation)) this.#list.put(conversation);
  }

  cancel(): void {
    this.#list.cancel();
  }
}

/** As main lists them. */
function isIn(place: ConversationPlace, { folderId, pinned, archived }: Conversation): boolean {
  if (place === "all") return true;
  if (place === "pinned") return pinned;
  if (place === "archived") return archived;
  if (pinned || archived) return false;
  return place === "recent" ? folderId === null : folderId === place.folderId;
}
