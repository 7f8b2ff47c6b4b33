import { type Database, type Row, flag, integer, text, textOrNull } from "../../ground/storage/index.ts";
import type { CopiedMessage, KeptSummary } from "./types.ts";

const columns = "text, edited, variant_name, read_tokens, tokens, created_at";

/** What models have written of the beginnings of branches, by the sequence numbers of the last messages that each stands for. */
export class SummariesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of those of these messages that have one. */
  of(messages: readonly number[]): Map<number, KeptSummary> {
    const rows = this.#db.all(
      `SELECT s.message, ${columns} FROM json_each(?) AS wanted CROSS JOIN summaries AS s ON s.message = wanted.value`,
      [JSON.stringify(messages)],
      (row): [number, KeptSummary] => [integer(row, "message"), readSummary(row)],
    );
    return new Map(rows);
  }

  /**
   * Of a conversation, with the ids and depths of their messages, the one that stands for most first. Of answers alone: one that stood for the
   * last question too would leave nothing to ask.
   */
  ofConversation(conversationId: string): (KeptSummary & { messageId: string; depth: number })[] {
    return this.#db.all(
      `SELECT m.id, m.depth, s.text, s.edited, s.variant_name, s.read_tokens, s.tokens, s.created_at
       FROM summaries AS s CROSS JOIN messages AS m ON m.sequence = s.message
       WHERE s.conversation_id = ? AND m.role = 'assistant' ORDER BY m.depth DESC, s.message`,
      [conversationId],
      (row) => ({ ...readSummary(row), messageId: text(row, "id"), depth: integer(row, "depth") }),
    );
  }

  put(message: number, conversationId: string, summary: KeptSummary): void {
    this.#db.run(
      `INSERT OR REPLACE INTO summaries (message, conversation_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        message,
        conversationId,
        summary.text,
        summary.edited ? 1 : 0,
        summary.variantName,
        summary.readTokens,
        summary.tokens,
        summary.createdAt,
      ],
    );
  }

  /** Whether there was one. */
  edit(message: number, words: string): boolean {
    return this.#db.run("UPDATE summaries SET text = ?, edited = 1 WHERE message = ?", [words, message]) > 0;
  }

  remove(message: number): void {
    this.#db.run("DELETE FROM summaries WHERE message = ?", [message]);
  }

  removeAll(conversationId: string): void {
    this.#db.run("DELETE FROM summaries WHERE conversation_id = ?", [conversationId]);
  }

  copy(messages: readonly CopiedMessage[]): void {
    this.#db.run(
      `INSERT INTO summaries (message, conversation_id, ${columns})
       SELECT m.sequence, m.conversation_id, s.text, s.edited, s.variant_name, s.read_tokens, s.tokens, s.created_at
       FROM json_each(?) AS w CROSS JOIN summaries AS s ON s.message = w.value ->> 'from'
       CROSS JOIN messages AS m ON m.sequence = w.value ->> 'to'`,
      [JSON.stringify(messages)],
    );
  }
}

function readSummary(row: Row): KeptSummary {
  return {
    text: text(row, "text"),
    edited: flag(row, "edited"),
    variantName: textOrNull(row, "variant_name"),
    readTokens: integer(row, "read_tokens"),
    tokens: integer(row, "tokens"),
    createdAt: integer(row, "created_at"),
  };
}
