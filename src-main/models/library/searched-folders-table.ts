import type { Database } from "../../ground/storage/index.ts";

/** The models folders in which this database has looked for models that it does not know. */
export class SearchedFoldersTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  has(path: string): boolean {
    return this.#db.get("SELECT 1 FROM searched_folders WHERE path = ?", [path], () => true) ?? false;
  }

  /** `at` in milliseconds since 1970. */
  add(path: string, at: number): void {
    this.#db.run("INSERT OR REPLACE INTO searched_folders (path, searched_at) VALUES (?, ?)", [path, at]);
  }

  /** A backup does not know what was downloaded after it. */
  clear(): void {
    this.#db.run("DELETE FROM searched_folders");
  }
}
