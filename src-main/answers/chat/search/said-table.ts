import { type Database, integer, text, textOrNull, word } from "../../../ground/storage/index.ts";
import { likePattern } from "../like-pattern.ts";

/** A message that is shown as found. */
export interface SaidRow {
  sequence: number;
  id: string;
  conversationId: string;
  role: "user" | "assistant";
  variantName: string | null;
  createdAt: number;
}

/** Messages by what is said in them, from the messages themselves. */
export class SaidTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest message of a conversation that says it, by its sequence number. */
  newest(conversationId: string, needle: string): number | null {
    return this.#db.get(
      `SELECT m.sequence FROM messages AS m CROSS JOIN message_parts AS p ON p.message = m.sequence
       WHERE m.conversation_id = ? AND p.kind IN ('text', 'thinking') AND p.text LIKE ? ESCAPE '\\'
       ORDER BY m.sequence DESC LIMIT 1`,
      [conversationId, likePattern(needle)],
      (row) => integer(row, "sequence"),
    );
  }

  /** By conversation, the newest that says it of those that the index does not have yet. */
  unsearched(needle: string): Map<string, number> {
    const rows = this.#db.all(
      `SELECT m.conversation_id, max(m.sequence) AS message FROM unsearched_messages AS u
       CROSS JOIN message_parts AS p ON p.message = u.message CROSS JOIN messages AS m ON m.sequence = u.message
       WHERE p.text LIKE ? ESCAPE '\\' GROUP BY m.conversation_id`,
      [likePattern(needle)],
      (row): [string, number] => [text(row, "conversation_id"), integer(row, "message")],
    );
    return new Map(rows);
  }

  of(sequences: readonly number[]): SaidRow[] {
    return this.#db.all(
      `SELECT m.sequence, m.id, m.conversation_id, m.role, m.variant_name, m.created_at
       FROM json_each(?) AS wanted CROSS JOIN messages AS m ON m.sequence = wanted.value`,
      [JSON.stringify(sequences)],
      (row) => ({
        sequence: integer(row, "sequence"),
        id: text(row, "id"),
        conversationId: text(row, "conversation_id"),
        role: word(row, "role", ["user", "assistant"]),
        variantName: textOrNull(row, "variant_name"),
        createdAt: integer(row, "created_at"),
      }),
    );
  }
}
