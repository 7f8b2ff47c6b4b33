import { type Database, type Row, flag, integer, text, textOrNull } from "../../ground/storage/index.ts";
import type { LearnedVolume } from "./disk-news.ts";
import type { MovedFolder } from "./moved-folders.ts";
import type { FolderRecord, FolderRole } from "./types.ts";

/** The folders that files of the library are in, directly or deeper, each with the volume that it was last seen on. */
export class FoldersTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): FolderRecord[] {
    return this.#db.all("SELECT id, path, volume, volume_id, away FROM folders", [], readFolder);
  }

  /** Those that downloads went to, are not away, and in which models that this database does not know were not looked for yet. */
  unsearched(): FolderRecord[] {
    const sql =
      "SELECT id, path, volume, volume_id, away FROM folders WHERE role = 'models' AND searched_at IS NULL AND away = 0";
    return this.#db.all(sql, [], readFolder);
  }

  /** Adds it, or knows that it is there. One that downloads go to is that for good. */
  put(path: string, role: FolderRole): number {
    this.#db.run(
      `INSERT INTO folders (path, role, away) VALUES (?, ?, 0)
       ON CONFLICT (path) DO UPDATE SET away = 0, role = CASE excluded.role WHEN 'models' THEN 'models' ELSE role END`,
      [path, role],
    );
    const id = this.#db.get("SELECT id FROM folders WHERE path = ?", [path], (row) => integer(row, "id"));
    if (id === null) throw new TypeError("a folder that was just added is not there");
    return id;
  }

  setVolume({ volume, volumeId, folders }: LearnedVolume): void {
    this.#db.run("UPDATE folders SET volume = ?, volume_id = ? WHERE id IN (SELECT value FROM json_each(?))", [
      volume,
      volumeId,
      JSON.stringify(folders),
    ]);
  }

  /** The same folder under another path. What the library knows of that path already is the same files, and becomes one with it. */
  move({ id, path, volume }: MovedFolder): void {
    this.#db.transaction(() => {
      const known = this.#db.get("SELECT id FROM folders WHERE path = ?", [path], (row) => integer(row, "id"));
      if (known !== null) this.#join(known, id);
      this.#db.run("UPDATE folders SET path = ?, volume = ?, away = 0 WHERE id = ?", [path, volume, id]);
    });
  }

  /** Takes all of a folder over into another one, whose places are as they were last seen. */
  #join(from: number, into: number): void {
    const twins = `SELECT theirs.id, mine.id AS mine FROM places AS theirs
      JOIN places AS mine ON mine.folder_id = ? AND mine.path = theirs.path WHERE theirs.folder_id = ?`;
    this.#db.run(
      `UPDATE variant_files SET place_id = twins.mine FROM (${twins}) AS twins WHERE variant_files.place_id = twins.id`,
      [into, from],
    );
    this.#db.run(`DELETE FROM places WHERE id IN (SELECT id FROM (${twins}))`, [into, from]);
    this.#db.run("UPDATE places SET folder_id = ? WHERE folder_id = ?", [into, from]);
    this.#db.run("DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM places WHERE blob_id = blobs.id)");
    this.#db.run(
      "UPDATE folders SET role = 'models' WHERE id = ? AND EXISTS (SELECT 1 FROM folders WHERE id = ? AND role = 'models')",
      [into, from],
    );
    this.#db.run("DELETE FROM folders WHERE id = ?", [from]);
  }

  setAway(ids: readonly number[], away: boolean): void {
    this.#db.run("UPDATE folders SET away = ? WHERE id IN (SELECT value FROM json_each(?))", [
      away ? 1 : 0,
      JSON.stringify(ids),
    ]);
  }

  isKnown(path: string): boolean {
    return this.#db.get("SELECT 1 FROM folders WHERE path = ? AND role = 'models'", [path], () => true) ?? false;
  }

  /** `at` in milliseconds since 1970. */
  setSearched(path: string, at: number): void {
    this.#db.transaction(() => {
      this.#db.run("UPDATE folders SET searched_at = ? WHERE id = ?", [at, this.put(path, "models")]);
    });
  }

  /** To be searched again. */
  forgetSearch(id: number): void {
    this.#db.run("UPDATE folders SET searched_at = NULL WHERE id = ?", [id]);
  }

  /** A backup does not know what was downloaded after it. */
  forgetSearches(): void {
    this.#db.run("UPDATE folders SET searched_at = NULL");
  }
}

function readFolder(row: Row): FolderRecord {
  return {
    id: integer(row, "id"),
    path: text(row, "path"),
    volume: textOrNull(row, "volume"),
    volumeId: textOrNull(row, "volume_id"),
    away: flag(row, "away"),
  };
}
