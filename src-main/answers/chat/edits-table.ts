import type { MessageEdit } from "../../../src-shared/contract/index.ts";
import { type Database, text } from "../../ground/storage/index.ts";

/** What was typed in the places of messages and not saved, by the messages' sequence numbers. */
export class EditsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  ofConversation(conversationId: string): MessageEdit[] {
    return this.#db.all(
      `SELECT m.id, e.text, e.pasted FROM message_edits AS e CROSS JOIN messages AS m ON m.sequence = e.message
       WHERE m.conversation_id = ? ORDER BY e.message`,
      [conversationId],
      (row) => ({ messageId: text(row, "id"), text: text(row, "text"), pasted: text(row, "pasted") }),
    );
  }

  put(message: number, { text, pasted }: Omit<MessageEdit, "messageId">, now: number): void {
    this.#db.run("INSERT OR REPLACE INTO message_edits (message, text, pasted, updated_at) VALUES (?, ?, ?, ?)", [
      message,
      text,
      pasted,
      now,
    ]);
  }

  remove(message: number): void {
    this.#db.run("DELETE FROM message_edits WHERE message = ?", [message]);
  }
}
