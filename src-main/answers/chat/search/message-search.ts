import type { Logger } from "../../../ground/core/index.ts";
import type { Database } from "../../../ground/storage/index.ts";
import type { FoundByIndex } from "./found-by-index.ts";
import { UnsearchedTable } from "./unsearched-table.ts";
import { shortTermsOf, takeOffShortTerms } from "./short-terms.ts";
import { type GoneMessages, type SearchedMessage, WordsTable } from "./words-table.ts";

/** Indexed at a time: a few milliseconds, since main answers no calls meanwhile. */
const batchSize = 50;
const restMs = 5;
const quietMs = 3000;
/** Messages of one conversation. */
const readAtOnce = 100;
/** Of messages that the index does not have: more take longer than to go through the conversations until a page is full. */
const mostUnsearched = 2000;

export interface MessageSearchOptions {
  db: Database;
  /** The file of the index; null when it cannot be used. */
  index: Database | null;
  logger: Logger;
}

/**
 * Finds conversations by what is said in them. The index follows the messages: messages that it does not have yet are
 * noted beside them, and each search reads those too.
 */
export class MessageSearch {
  readonly #unsearched: UnsearchedTable;
  #words: WordsTable | null;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | null = null;

  constructor({ db, index, logger }: MessageSearchOptions) {
    this.#unsearched = new UnsearchedTable(db);
    this.#words = index === null ? null : new WordsTable(index);
    this.#logger = logger;
    // A database that took the place of another has other messages by the same numbers.
    const isSame = ["opened", "migrated"].includes(db.opening.outcome);
    if (index === null || (isSame && index.opening.outcome === "opened")) return;
    this.#guarded((words) => {
      words.clear();
      this.#unsearched.addAll();
    });
  }

  /** Conversations by their ids, as the index has them; null when every message has to be searched through. */
  find(needle: string): FoundByIndex | null {
    // Each of these is searched through for every search.
    if (this.#unsearched.isMoreThan(mostUnsearched)) return null;
    return this.#guarded((words) => words.find(needle));
  }

  /** In the transaction that makes the message. */
  note(message: number): void {
    this.#unsearched.add(message);
  }

  /** In the transaction that changes what there is of it to be found. */
  noteAll(conversationId: string): void {
    this.#unsearched.addOf(conversationId);
  }

  /**
   * What the index is to forget of these messages, before they are deleted. What is left of their conversation is read no further than until
   * it has said all short terms of theirs.
   */
  gone(conversationId: string, messages: readonly number[]): GoneMessages {
    // Nothing forgets them then.
    if (this.#words === null) return { messages, terms: [] };
    const removed = new Set(messages);
    const terms = new Set<string>();
    for (let from = 0; from < messages.length; from += readAtOnce)
      for (const { text } of this.#unsearched.said(messages.slice(from, from + readAtOnce)))
        for (const term of shortTermsOf(text)) terms.add(term);
    for (const { message, text } of this.#saidUp(conversationId)) {
      if (terms.size === 0) break;
      if (!removed.has(message)) takeOffShortTerms(terms, text);
    }
    return { messages, terms: [...terms] };
  }

  *#saidUp(conversationId: string): Generator<SearchedMessage> {
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const some = this.#unsearched.saidUpFrom(conversationId, before, readAtOnce);
      yield* some;
      const last = some.at(-1);
      if (some.length < readAtOnce || last === undefined) return;
      before = last.message;
    }
  }

  /** After they are deleted. */
  forgetMessages(conversationId: string, gone: GoneMessages): void {
    this.#guarded((words) => {
      words.forgetMessages(conversationId, gone);
    });
  }

  forget(conversationId: string): void {
    this.#guarded((words) => {
      words.forget(conversationId);
    });
  }

  /** Begins to take up what was noted, a few messages at a time. */
  catchUp(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.takeSome()) this.catchUp();
    }, restMs);
    this.#timer.unref();
  }

  /** The same when nothing has been noted for a while: another process may be in the middle of writing much. */
  catchUpWhenQuiet(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.catchUp();
    }, quietMs);
    this.#timer.unref();
  }

  /** False when nothing is left. */
  takeSome(): boolean {
    const taken = this.#guarded((words) => {
      const messages = this.#unsearched.next(batchSize);
      if (messages.length === 0) return false;
      words.put(messages);
      this.#unsearched.remove(messages.map(({ message }) => message));
      return true;
    });
    return taken ?? false;
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Null where the index is missing or fails: a search is then slower, and finds the same. */
  #guarded<T>(work: (words: WordsTable) => T): T | null {
    if (this.#words === null) return null;
    try {
      return work(this.#words);
    } catch (error) {
      this.#logger.warn("the search's index failed", { error: String(error) });
      this.#words = null;
      return null;
    }
  }
}
