import { randomUUID } from "node:crypto";
import type { ConversationFolder } from "../../../src-shared/contract/index.ts";
import { type Database, type Row, integer, text, textOrNull } from "../../ground/storage/index.ts";

/** Folders are nested once. */
const mostNested = 2;
/** Inside one another; in a damaged file they might go round in a circle. */
const mostFolders = 10;

/** The folders of the list of conversations. */
export class FoldersTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All of them, in the order in which they were made. */
  list(): ConversationFolder[] {
    return this.#db.all(
      `SELECT id, parent_id, name, (
         SELECT count(*) FROM conversations WHERE folder_id = conversation_folders.id AND pinned = 0 AND archived = 0) AS listed
       FROM conversation_folders ORDER BY created_at, id`,
      [],
      (row) => ({ ...readFolder(row), count: integer(row, "listed") }),
    );
  }

  /** How many conversations are archived. */
  archived(): number {
    const read = (row: Row): number => integer(row, "archived_count");
    return this.#db.get("SELECT count(*) AS archived_count FROM conversations WHERE archived = 1", [], read) ?? 0;
  }

  get(id: string): Omit<ConversationFolder, "count"> | null {
    return this.#db.get("SELECT id, parent_id, name FROM conversation_folders WHERE id = ?", [id], readFolder);
  }

  /** The names of the folders that a conversation is in, the outermost first. */
  of(conversationId: string): string[] {
    return this.#db.all(
      `WITH RECURSIVE above (folder, parent, name, steps) AS (
         SELECT f.id, f.parent_id, f.name, 1 FROM conversations AS c CROSS JOIN conversation_folders AS f ON f.id = c.folder_id
         WHERE c.id = ?
         UNION ALL SELECT f.id, f.parent_id, f.name, steps + 1
         FROM above CROSS JOIN conversation_folders AS f ON f.id = above.parent WHERE steps < ${mostFolders})
       SELECT name FROM above ORDER BY steps DESC`,
      [conversationId],
      (row) => text(row, "name"),
    );
  }

  /** Returns its id. */
  insert(name: string, parentId: string | null, now: number): string {
    const id = randomUUID();
    this.#db.run("INSERT INTO conversation_folders (id, parent_id, name, created_at) VALUES (?, ?, ?, ?)", [
      id,
      parentId,
      name,
      now,
    ]);
    return id;
  }

  rename(id: string, name: string): boolean {
    return this.#db.run("UPDATE conversation_folders SET name = ? WHERE id = ?", [name, id]) > 0;
  }

  /** What is in it, conversations and folders, moves to where it was. Whether it was there. */
  remove(id: string): boolean {
    return this.#db.transaction(() => {
      const folder = this.get(id);
      if (folder === null) return false;
      this.#db.run("UPDATE conversations SET folder_id = ? WHERE folder_id = ?", [folder.parentId, id]);
      this.#db.run("UPDATE conversation_folders SET parent_id = ? WHERE parent_id = ?", [folder.parentId, id]);
      this.#db.run("DELETE FROM conversation_folders WHERE id = ?", [id]);
      return true;
    });
  }

  /** Puts a conversation into the folder of these names, the outermost first, made where it is missing. */
  put(conversationId: string, names: readonly string[], now: number): void {
    let parent: string | null = null;
    for (const name of names.slice(0, mostNested)) {
      const found: string | null = this.#db.get(
        "SELECT id FROM conversation_folders WHERE parent_id IS ? AND name = ? ORDER BY created_at LIMIT 1",
        [parent, name],
        (row) => text(row, "id"),
      );
      parent = found ?? this.insert(name, parent, now);
    }
    this.#db.run("UPDATE conversations SET folder_id = ? WHERE id = ?", [parent, conversationId]);
  }
}

function readFolder(row: Row): Omit<ConversationFolder, "count"> {
  return { id: text(row, "id"), parentId: textOrNull(row, "parent_id"), name: text(row, "name") };
}
