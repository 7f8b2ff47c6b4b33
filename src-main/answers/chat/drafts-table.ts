import type { Draft } from "../../../src-shared/contract/index.ts";
import { type Database, text } from "../../ground/storage/index.ts";

/** What was typed and not sent; a conversation that is not yet one is null. */
export class DraftsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(conversationId: string | null): Draft | null {
    return this.#db.get("SELECT text, pasted FROM drafts WHERE conversation_id IS ?", [conversationId], (row) => ({
      text: text(row, "text"),
      pasted: text(row, "pasted"),
    }));
  }

  put(conversationId: string | null, draft: Draft, now: number): void {
    this.#db.transaction(() => {
      this.remove(conversationId);
      this.#db.run("INSERT INTO drafts (conversation_id, text, pasted, updated_at) VALUES (?, ?, ?, ?)", [
        conversationId,
        draft.text,
        draft.pasted,
        now,
      ]);
    });
  }

  remove(conversationId: string | null): void {
    this.#db.run("DELETE FROM drafts WHERE conversation_id IS ?", [conversationId]);
  }
}
