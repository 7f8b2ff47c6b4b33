import type { SavedPrompt } from "../../../src-shared/contract/index.ts";
import { type Database, integer, text } from "../../ground/storage/index.ts";

export class PromptsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The oldest first. */
  all(): SavedPrompt[] {
    return this.#db.all("SELECT id, name, text, created_at FROM prompts ORDER BY created_at, rowid", [], (row) => ({
      ...{ id: text(row, "id"), name: text(row, "name"), text: text(row, "text") },
      createdAt: integer(row, "created_at"),
    }));
  }

  put({ id, name, text: said, createdAt }: SavedPrompt): void {
    this.#db.run("INSERT OR REPLACE INTO prompts (id, name, text, created_at) VALUES (?, ?, ?, ?)", [
      ...[id, name, said, createdAt],
    ]);
  }

  /** False where it was not there. */
  remove(id: string): boolean {
    return this.#db.run("DELETE FROM prompts WHERE id = ?", [id]) > 0;
  }
}
