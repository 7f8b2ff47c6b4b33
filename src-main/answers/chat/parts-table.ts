import type { MessagePart } from "../../../src-shared/contract/index.ts";
import { type Database, type Row, integer, text, textOrNull, word } from "../../ground/storage/index.ts";
import { type CopiedMessage, type KeptPart, keptPartKinds } from "./types.ts";

const kinds = ["thinking", "text"] as const satisfies readonly MessagePart["kind"][];

/** What messages are made of, by the messages' sequence numbers. */
export class PartsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of each of these messages, in order, as far as they are shown; those without such a part are left out. */
  of(messages: readonly number[]): Map<number, MessagePart[]> {
    const found = new Map<number, MessagePart[]>();
    this.#db.all(
      `SELECT p.message, p.kind, p.text FROM json_each(?) AS wanted CROSS JOIN message_parts AS p ON p.message = wanted.value
       WHERE p.kind IN ('thinking', 'text') ORDER BY wanted.id, p.position`,
      [JSON.stringify(messages)],
      (row: Row): void => {
        const part = { kind: word(row, "kind", kinds), text: text(row, "text") };
        addTo(found, integer(row, "message"), part);
      },
    );
    return found;
  }

  /** Every part of each message of a conversation, in order. */
  ofConversation(conversationId: string): Map<number, KeptPart[]> {
    const found = new Map<number, KeptPart[]>();
    this.#db.all(
      `SELECT p.message, p.kind, p.text, p.data FROM messages AS m CROSS JOIN message_parts AS p ON p.message = m.sequence
       WHERE m.conversation_id = ? ORDER BY p.message, p.position`,
      [conversationId],
      (row: Row): void => {
        const kind = word(row, "kind", keptPartKinds);
        addTo(found, integer(row, "message"), { kind, text: text(row, "text"), data: textOrNull(row, "data") });
      },
    );
    return found;
  }

  /** What was said last in all conversations, the newest first. */
  latestTexts(most: number): string[] {
    return this.#db.all(
      "SELECT text FROM message_parts WHERE kind = 'text' ORDER BY message DESC, position DESC LIMIT ?",
      [most],
      (row) => text(row, "text"),
    );
  }

  insert(
    message: number,
    position: number,
    { kind, text, data = null }: Pick<KeptPart, "kind" | "text"> & Partial<KeptPart>,
  ): void {
    this.#db.run("INSERT INTO message_parts (message, position, kind, text, data) VALUES (?, ?, ?, ?, ?)", [
      message,
      position,
      kind,
      text,
      data,
    ]);
  }

  /** All of them, shown or not. */
  copy(messages: readonly CopiedMessage[]): void {
    this.#db.run(
      `INSERT INTO message_parts (message, position, kind, text, data)
       SELECT w.value ->> 'to', p.position, p.kind, p.text, p.data
       FROM json_each(?) AS w CROSS JOIN message_parts AS p ON p.message = w.value ->> 'from'`,
      [JSON.stringify(messages)],
    );
  }

  /** Shown or not. */
  count(message: number): number {
    const read = (row: Row): number => integer(row, "count");
    return this.#db.get("SELECT count(*) AS count FROM message_parts WHERE message = ?", [message], read) ?? 0;
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

function addTo<T>(found: Map<number, T[]>, message: number, part: T): void {
  const parts = found.get(message);
  if (parts === undefined) found.set(message, [part]);
  else parts.push(part);
}
