import type { Draft } from "../../../src-shared/contract/index.ts";
import { type Database, text, textOrNull } from "../../ground/storage/index.ts";

/** What was typed and not sent; a conversation that is not yet one is null. */
export class DraftsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(conversationId: string | null): Draft | null {
    return this.#db.get(
      "SELECT text, pasted, waiting, awaited_repository, awaited_variant FROM drafts WHERE conversation_id IS ?",
      [conversationId],
      (row) => {
        const repository = textOrNull(row, "awaited_repository");
        const variant = textOrNull(row, "awaited_variant");
        return {
          text: text(row, "text"),
          pasted: text(row, "pasted"),
          waiting: text(row, "waiting"),
          awaits: repository === null || variant === null ? null : { repository, variant },
        };
      },
    );
  }

  put(conversationId: string | null, draft: Draft, now: number): void {
    this.#db.transaction(() => {
      this.remove(conversationId);
      this.#db.run(
        `INSERT INTO drafts (conversation_id, text, pasted, waiting, awaited_repository, awaited_variant, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [
          conversationId,
          draft.text,
          draft.pasted,
          draft.waiting,
          draft.awaits?.repository ?? null,
          draft.awaits?.variant ?? null,
          now,
        ],
      );
    });
  }

  remove(conversationId: string | null): void {
    this.#db.run("DELETE FROM drafts WHERE conversation_id IS ?", [conversationId]);
  }
}
