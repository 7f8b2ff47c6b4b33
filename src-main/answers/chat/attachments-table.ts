import { type Database, text } from "../../ground/storage/index.ts";
import type { CopiedMessage } from "./types.ts";

/** Which content messages have, by its SHA-256. */
export class AttachmentsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The content that a conversation's messages have. */
  contentsOf(conversationId: string): string[] {
    return this.#db.all(
      `SELECT DISTINCT a.sha256 FROM messages AS m CROSS JOIN attachments AS a ON a.message = m.sequence WHERE m.conversation_id = ?`,
      [conversationId],
      (row) => text(row, "sha256"),
    );
  }

  /** The content itself is there once. */
  copy(messages: readonly CopiedMessage[]): void {
    this.#db.run(
      `INSERT INTO attachments (id, message, name, media_type, size_bytes, sha256, created_at)
       SELECT lower(hex(randomblob(16))), w.value ->> 'to', a.name, a.media_type, a.size_bytes, a.sha256, a.created_at
       FROM json_each(?) AS w CROSS JOIN attachments AS a ON a.message = w.value ->> 'from'`,
      [JSON.stringify(messages)],
    );
  }

  /** Whether a message has it. */
  isUsed(sha256: string): boolean {
    return this.#db.get("SELECT 1 FROM attachments WHERE sha256 = ? LIMIT 1", [sha256], () => true) ?? false;
  }
}
