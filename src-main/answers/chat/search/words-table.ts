import { type Database, integer, text } from "../../../ground/storage/index.ts";
import type { FoundByIndex } from "./found-by-index.ts";
import { asShortTerm, shortTermsOf } from "./short-terms.ts";

export interface SearchedMessage {
  /** Its sequence number. */
  message: number;
  conversationId: string;
  text: string;
}

/** Messages of a conversation that are deleted, by their sequence numbers, with the short terms that nothing else of it has. */
export interface GoneMessages {
  messages: readonly number[];
  terms: readonly string[];
}

/** The rows of the search's index. */
export class WordsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * The conversations that have this text in a message, whatever its case, each with the newest such message; null where the index knows
   * the conversation alone.
   */
  find(needle: string): FoundByIndex {
    const term = asShortTerm(needle);
    if (term !== null) {
      const rows = this.#db.all(
        `SELECT c.id FROM short_terms AS t CROSS JOIN searched_conversations AS c ON c.number = t.conversation WHERE t.term = ?`,
        [term],
        (row): [string, null] => [text(row, "id"), null],
      );
      return new Map(rows);
    }
    const rows = this.#db.all(
      `SELECT c.id, f.message FROM (
         SELECT s.conversation, max(s.message) AS message
         FROM message_words CROSS JOIN searched_messages AS s ON s.message = message_words.rowid
         WHERE message_words MATCH ? GROUP BY s.conversation) AS f
       CROSS JOIN searched_conversations AS c ON c.number = f.conversation`,
      [`"${needle.replaceAll('"', '""')}"`],
      (row): [string, number] => [text(row, "id"), integer(row, "message")],
    );
    return new Map(rows);
  }

  /** In the place of what these messages were found by before. */
  put(messages: readonly SearchedMessage[]): void {
    const terms = new Map<number, Set<string>>();
    this.#db.transaction(() => {
      for (const { message, conversationId, text } of messages) {
        const conversation = this.#numberOf(conversationId);
        this.#db.run("DELETE FROM message_words WHERE rowid = ?", [message]);
        this.#db.run("INSERT INTO message_words (rowid, text) VALUES (?, ?)", [message, text]);
        this.#db.run("INSERT OR REPLACE INTO searched_messages (message, conversation) VALUES (?, ?)", [
          message,
          conversation,
        ]);
        const known = terms.get(conversation) ?? new Set();
        for (const term of shortTermsOf(text)) known.add(term);
        terms.set(conversation, known);
      }
      for (const [conversation, found] of terms) {
        this.#db.run("INSERT OR IGNORE INTO short_terms (term, conversation) SELECT value, ? FROM json_each(?)", [
          conversation,
          JSON.stringify([...found]),
        ]);
      }
    });
  }

  forget(conversationId: string): void {
    this.#db.transaction(() => {
      const number = this.#find(conversationId);
      if (number === null) return;
      this.#db.run(
        "DELETE FROM message_words WHERE rowid IN (SELECT message FROM searched_messages WHERE conversation = ?)",
        [number],
      );
      for (const table of ["searched_messages", "short_terms"]) {
        this.#db.run(`DELETE FROM ${table} WHERE conversation = ?`, [number]);
      }
      this.#db.run("DELETE FROM searched_conversations WHERE number = ?", [number]);
    });
  }

  /** Messages that are gone, and the short terms that their conversation has no more. */
  forgetMessages(conversationId: string, { messages, terms }: GoneMessages): void {
    this.#db.transaction(() => {
      const number = this.#find(conversationId);
      if (number === null) return;
      const gone = JSON.stringify(messages);
      this.#db.run("DELETE FROM message_words WHERE rowid IN (SELECT value FROM json_each(?))", [gone]);
      this.#db.run("DELETE FROM searched_messages WHERE message IN (SELECT value FROM json_each(?))", [gone]);
      this.#db.run("DELETE FROM short_terms WHERE conversation = ? AND term IN (SELECT value FROM json_each(?))", [
        number,
        JSON.stringify(terms),
      ]);
    });
  }

  clear(): void {
    this.#db.transaction(() => {
      this.#db.run("DELETE FROM message_words");
      for (const table of ["searched_messages", "short_terms", "searched_conversations"]) {
        this.#db.run(`DELETE FROM ${table}`);
      }
    });
  }

  #numberOf(conversationId: string): number {
    this.#db.run("INSERT OR IGNORE INTO searched_conversations (id) VALUES (?)", [conversationId]);
    return this.#find(conversationId) ?? 0;
  }

  #find(conversationId: string): number | null {
    return this.#db.get("SELECT number FROM searched_conversations WHERE id = ?", [conversationId], (row) =>
      integer(row, "number"),
    );
  }
}
