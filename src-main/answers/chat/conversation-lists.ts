import type { ArrangeConversations, ConversationPlace } from "../../../src-shared/contract/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { ConversationsTable } from "./conversations-table.ts";
import { fromCursor, toCursor } from "./page-cursor.ts";
import { type FoundByIndex, type MessageSearch, Passages } from "./search/index.ts";
import type { ConversationPosition, KeptConversation, KeptFound } from "./types.ts";

/** Some screens full of a list. */
const conversationsInPage = 100;
/** Of a search: each takes three lines. */
const foundInPage = 50;

interface Paged<T> {
  items: T[];
  next: string | null;
}

/** Conversations as they are listed, by their places or by what is said in them. */
export class ConversationLists {
  readonly #search: MessageSearch;
  readonly #passages: Passages;
  readonly #conversations: ConversationsTable;

  constructor({ db, search }: { db: Database; search: MessageSearch }) {
    this.#search = search;
    this.#passages = new Passages(db);
    this.#conversations = new ConversationsTable(db);
  }

  /** The last used first. Throws `invalid-input` for a cursor that is none. */
  page(place: ConversationPlace, cursor: string | null): Paged<KeptConversation> {
    const after = fromCursor(cursor);
    return paged(this.#conversations.page(place, after, conversationsInPage + 1), conversationsInPage);
  }

  /**
   * What says this, the last used first, in steps of some ten milliseconds between which the search may be stopped. Throws `invalid-input`
   * for a cursor that is none.
   */
  *search(text: string, cursor: string | null): Generator<void, Paged<KeptFound>> {
    const needle = text.trim();
    const after = fromCursor(cursor);
    const { found, known } = yield* this.#matching(needle, after, foundInPage + 1);
    const { items, next } = paged(found, foundInPage);
    yield;
    const ids = items.map(({ id }) => id);
    const passages = this.#passages.of(ids, needle, known);
    const withPassage = items.map((conversation) => {
      const { id } = conversation;
      return { id, conversation, passage: passages.get(id) ?? null };
    });
    return { items: withPassage, next };
  }

  /** One more than is shown, to know whether there are more; and what the index knows of them. */
  *#matching(
    needle: string,
    after: ConversationPosition | null,
    limit: number,
  ): Generator<void, { found: KeptConversation[]; known: FoundByIndex | null }> {
    const everywhere = this.#conversations.searchNewest(needle, after, limit);
    if (everywhere !== null) return { found: everywhere, known: null };
    yield;
    const known = this.#search.find(needle);
    yield;
    if (known === null) return { found: yield* this.#conversations.readThrough(needle, after, limit), known };
    return { found: this.#conversations.search(needle, [...known.keys()], after, limit), known };
  }

  /** As they are now, without those that are gone. */
  again(found: readonly KeptFound[]): KeptFound[] {
    return found.flatMap(({ id, passage }) => {
      const conversation = this.#conversations.get(id);
      return conversation === null ? [] : [{ id, conversation, passage }];
    });
  }

  /** Puts conversations elsewhere in the list; returns those that are there, as they are then. */
  arrange(change: ArrangeConversations): KeptConversation[] {
    this.#conversations.arrange(change);
    return change.ids.flatMap((id) => this.#conversations.get(id) ?? []);
  }

  /** Changes when a conversation comes, goes or is answered, by whichever process. */
  stamp(): string {
    return this.#conversations.stamp();
  }
}

/** Of one more than a page holds, where there are so many. */
function paged(found: readonly KeptConversation[], pageSize: number): Paged<KeptConversation> {
  const items = found.slice(0, pageSize);
  const last = items.at(-1);
  return { items, next: found.length > pageSize && last !== undefined ? toCursor(last) : null };
}
