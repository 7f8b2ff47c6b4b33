import { type Database, type Row, integer, text } from "../../../ground/storage/index.ts";
import type { SearchedMessage } from "./words-table.ts";

const said = `(SELECT coalesce(group_concat(text, char(10)), '') FROM (
  SELECT text FROM message_parts WHERE message = m.sequence ORDER BY position)) AS said`;

/** Which messages the search's index does not have yet; beside the messages, so that none is forgotten. */
export class UnsearchedTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add(message: number): void {
    this.#db.run("INSERT OR IGNORE INTO unsearched_messages (message) VALUES (?)", [message]);
  }

  addOf(conversationId: string): void {
    this.#db.run(
      "INSERT OR IGNORE INTO unsearched_messages (message) SELECT sequence FROM messages WHERE conversation_id = ?",
      [conversationId],
    );
  }

  addAll(): void {
    this.#db.run("INSERT OR IGNORE INTO unsearched_messages (message) SELECT sequence FROM messages");
  }

  isMoreThan(count: number): boolean {
    return this.#db.get("SELECT 1 FROM unsearched_messages LIMIT 1 OFFSET ?", [count], () => true) ?? false;
  }

  /** Some of those that do not change any more. */
  next(limit: number): SearchedMessage[] {
    return this.#db.all(
      `SELECT m.sequence, m.conversation_id, ${said}
       FROM unsearched_messages AS u CROSS JOIN messages AS m ON m.sequence = u.message
       WHERE m.state <> 'streaming' ORDER BY u.message LIMIT ?`,
      [limit],
      readSearched,
    );
  }

  said(messages: readonly number[]): SearchedMessage[] {
    return this.#db.all(
      `SELECT m.sequence, m.conversation_id, ${said}
       FROM json_each(?) AS w CROSS JOIN messages AS m ON m.sequence = w.value`,
      [JSON.stringify(messages)],
      readSearched,
    );
  }

  /** What a conversation says from a message of this number up, the newest first. */
  saidUpFrom(conversationId: string, before: number, limit: number): SearchedMessage[] {
    return this.#db.all(
      `SELECT m.sequence, m.conversation_id, ${said} FROM messages AS m
       WHERE m.conversation_id = ? AND m.sequence < ? ORDER BY m.sequence DESC LIMIT ?`,
      [conversationId, before, limit],
      readSearched,
    );
  }

  remove(messages: readonly number[]): void {
    this.#db.run("DELETE FROM unsearched_messages WHERE message IN (SELECT value FROM json_each(?))", [
      JSON.stringify(messages),
    ]);
  }
}

function readSearched(row: Row): SearchedMessage {
  return {
    message: integer(row, "sequence"),
    conversationId: text(row, "conversation_id"),
    text: text(row, "said"),
  };
}
