import { type Database, type Row, integer, text, textOrNull } from "../../../ground/storage/index.ts";
import type { ReadAttachment, ReadConversation } from "./types.ts";

export interface Imported {
  conversationId: string;
  /** As it came. */
  title: string;
  /** Null while not all of it is here. */
  fingerprint: string | null;
  sourceUpdatedAt: number;
}

/** Where conversations came from, and the files that came with them. */
export class ImportsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  find(source: string, sourceId: string): Imported | null {
    return this.#db.get(
      `SELECT conversation_id, title, fingerprint, source_updated_at FROM imported_conversations WHERE source = ? AND source_id = ?`,
      [source, sourceId],
      readImported,
    );
  }

  /** In the place of what was known of it; not whole until it is finished. */
  begin(conversationId: string, { source, sourceId, title, updatedAt }: ReadConversation, now: number): void {
    this.#db.run(
      `INSERT INTO imported_conversations (conversation_id, source, source_id, title, fingerprint, source_updated_at, imported_at)
       VALUES (?, ?, ?, ?, NULL, ?, ?)`,
      [conversationId, source, sourceId, title, updatedAt, now],
    );
  }

  finish(conversationId: string, { title, updatedAt, fingerprint }: ReadConversation, now: number): void {
    this.#db.run(
      `UPDATE imported_conversations SET title = ?, fingerprint = ?, source_updated_at = ?, imported_at = ? WHERE conversation_id = ?`,
      [title, fingerprint, updatedAt, now, conversationId],
    );
  }

  /** Deletes those that were begun before then and are not whole. Returns how many there were. */
  removeUnfinished(begunBefore: number): number {
    return this.#db.run(
      `DELETE FROM conversations WHERE id IN (
         SELECT conversation_id FROM imported_conversations WHERE fingerprint IS NULL AND imported_at < ?)`,
      [begunBefore],
    );
  }

  /** Writes something, after which all that another process of ours has written is on the disk, and this one makes a backup of it. */
  touch(): void {
    this.#db.run(
      "UPDATE imported_conversations SET imported_at = imported_at WHERE conversation_id = (SELECT max(conversation_id) FROM imported_conversations)",
    );
  }

  removeAttachments(message: number): void {
    this.#db.run("DELETE FROM attachments WHERE message = ?", [message]);
  }

  addAttachments(message: number, attachments: readonly (ReadAttachment & { id: string })[], now: number): void {
    for (const { id, name, mediaType, sizeBytes, sha256 } of attachments) {
      this.#db.run(
        "INSERT INTO attachments (id, message, name, media_type, size_bytes, sha256, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [id, message, name, mediaType, sizeBytes, sha256, now],
      );
    }
  }
}

function readImported(row: Row): Imported {
  return {
    conversationId: text(row, "conversation_id"),
    title: text(row, "title"),
    fingerprint: textOrNull(row, "fingerprint"),
    sourceUpdatedAt: integer(row, "source_updated_at"),
  };
}
