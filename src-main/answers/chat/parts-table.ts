import type { MessagePart } from "../../../src-shared/contract/index.ts";
import { type Database, type Row, integer, text, word } from "../../ground/storage/index.ts";

const kinds = ["thinking", "text"] as const satisfies readonly MessagePart["kind"][];

/** What messages are made of, by the messages' sequence numbers. */
export class PartsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of each of these messages, in order; those without a part are left out. */
  of(messages: readonly number[]): Map<number, MessagePart[]> {
    const found = new Map<number, MessagePart[]>();
    this.#db.all(
      `SELECT p.message, p.kind, p.text FROM json_each(?) AS wanted CROSS JOIN message_parts AS p ON p.message = wanted.value
       ORDER BY wanted.id, p.position`,
      [JSON.stringify(messages)],
      (row: Row): void => {
        const message = integer(row, "message");
        const part = { kind: word(row, "kind", kinds), text: text(row, "text") };
        const parts = found.get(message);
        if (parts === undefined) found.set(message, [part]);
        else parts.push(part);
      },
    );
    return found;
  }

  insert(message: number, position: number, { kind, text }: MessagePart): void {
    this.#db.run("INSERT INTO message_parts (message, position, kind, text) VALUES (?, ?, ?, ?)", [
      message,
      position,
      kind,
      text,
    ]);
  }

  /** Adds to the end; the text before is neither read nor sent again. */
  append(message: number, position: number, added: string): void {
    this.#db.run("UPDATE message_parts SET text = text || ? WHERE message = ? AND position = ?", [
      added,
      message,
      position,
    ]);
  }

  remove(message: number): void {
    this.#db.run("DELETE FROM message_parts WHERE message = ?", [message]);
  }
}
