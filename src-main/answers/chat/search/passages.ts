import type { Passage } from "../../../../src-shared/contract/index.ts";
import { type Database, integer, text, textOrNull, word } from "../../../ground/storage/index.ts";
import { likePattern } from "../like-pattern.ts";
import { PartsTable } from "../parts-table.ts";
import { passageIn } from "./passage-in.ts";
import type { FoundByIndex } from "./words-table.ts";

/** What is shown of the messages that a search found. */
export class Passages {
  readonly #db: Database;
  readonly #parts: PartsTable;

  constructor(db: Database) {
    this.#db = db;
    this.#parts = new PartsTable(db);
  }

  /**
   * Of each of these conversations the newest message that says it. `known`: what the index has found, without which a conversation's
   * messages are read from the end until one says it. Who is left out has it in the title alone.
   */
  of(conversationIds: readonly string[], needle: string, known: FoundByIndex | null): Map<string, Passage> {
    const unsearched = known === null ? null : this.#unsearched(needle);
    const found = new Map<string, number>();
    for (const id of conversationIds) {
      // What the index does not have yet is newer than what it has.
      const message = unsearched?.get(id) ?? known?.get(id) ?? this.#newest(id, needle, known);
      if (message !== null) found.set(id, message);
    }
    return this.#read(found, needle);
  }

  #newest(conversationId: string, needle: string, known: FoundByIndex | null): number | null {
    if (known !== null && !known.has(conversationId)) return null;
    return this.#db.get(
      `SELECT m.sequence FROM messages AS m CROSS JOIN message_parts AS p ON p.message = m.sequence
       WHERE m.conversation_id = ? AND p.kind IN ('text', 'thinking') AND p.text LIKE ? ESCAPE '\\'
       ORDER BY m.sequence DESC LIMIT 1`,
      [conversationId, likePattern(needle)],
      (row) => integer(row, "sequence"),
    );
  }

  #unsearched(needle: string): Map<string, number> {
    const rows = this.#db.all(
      `SELECT m.conversation_id, max(m.sequence) AS message FROM unsearched_messages AS u
       CROSS JOIN message_parts AS p ON p.message = u.message CROSS JOIN messages AS m ON m.sequence = u.message
       WHERE p.text LIKE ? ESCAPE '\\' GROUP BY m.conversation_id`,
      [likePattern(needle)],
      (row): [string, number] => [text(row, "conversation_id"), integer(row, "message")],
    );
    return new Map(rows);
  }

  #read(found: ReadonlyMap<string, number>, needle: string): Map<string, Passage> {
    const sequences = [...found.values()];
    const parts = this.#parts.of(sequences);
    const rows = this.#db.all(
      `SELECT m.sequence, m.id, m.conversation_id, m.role, m.variant_name, m.created_at
       FROM json_each(?) AS wanted CROSS JOIN messages AS m ON m.sequence = wanted.value`,
      [JSON.stringify(sequences)],
      (row): [string, Passage] => [
        text(row, "conversation_id"),
        {
          messageId: text(row, "id"),
          role: word(row, "role", ["user", "assistant"]),
          ...passageIn(parts.get(integer(row, "sequence")) ?? [], needle),
          variantName: textOrNull(row, "variant_name"),
          createdAt: integer(row, "created_at"),
        },
      ],
    );
    return new Map(rows);
  }
}
