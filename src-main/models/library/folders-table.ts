import { join } from "node:path";
import { type Database, type Row, flag, integer, text, textOrNull } from "../../ground/storage/index.ts";
import type { LearnedVolume } from "./disk-news.ts";
import type { MovedFolder } from "./moved-folders.ts";
import type { FolderRecord, FolderRole } from "./types.ts";
import { waysTo } from "./ways-to.ts";

const selectFolders = "SELECT id, path, volume, volume_id, away FROM folders";

interface FolderContents {
  usedBytes: number;
  variants: number;
}

/** The folders that files of the library are in, directly or deeper, each with the volume that it was last seen on. */
export class FoldersTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): FolderRecord[] {
    return this.#db.all(selectFolders, [], readFolder);
  }

  /** Those that downloads may go to. */
  models(): FolderRecord[] {
    return this.#db.all(`${selectFolders} WHERE role = 'models' ORDER BY id`, [], readFolder);
  }

  /** The ids of the variants that have a file in it. */
  variantsIn(id: number): string[] {
    return this.#db.all(
      `SELECT DISTINCT v.variant_id FROM places AS p CROSS JOIN variant_files AS v ON v.place_id = p.id WHERE p.folder_id = ?`,
      [id],
      (row) => text(row, "variant_id"),
    );
  }

  /** What the library has in each, by its id: bytes that are there, and variants with a file in it. Those with nothing are left out. */
  contents(): Map<number, FolderContents> {
    const used = this.#db.all(
      "SELECT folder_id, sum(iif(here = 1, size_bytes, 0)) AS bytes FROM places GROUP BY folder_id",
      [],
      (row) => [integer(row, "folder_id"), integer(row, "bytes")] as const,
    );
    const variants = this.#db.all(
      `SELECT p.folder_id, count(DISTINCT v.variant_id) AS n FROM variant_files AS v JOIN places AS p ON p.id = v.place_id
       GROUP BY p.folder_id`,
      [],
      (row) => [integer(row, "folder_id"), integer(row, "n")] as const,
    );
    const counts = new Map(variants);
    return new Map(used.map(([id, usedBytes]) => [id, { usedBytes, variants: counts.get(id) ?? 0 }]));
  }

  /** Nothing may be in it. */
  remove(id: number): void {
    this.#db.run("DELETE FROM folders WHERE id = ?", [id]);
  }

  /** Those that downloads went to, are not away, and in which models that this database does not know were not looked for yet. */
  unsearched(): FolderRecord[] {
    const sql = `${selectFolders} WHERE role = 'models' AND searched_at IS NULL AND away = 0`;
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

  /**
   * The same folder under another path; false where it cannot be. What the library knows at that path already is the same
   * files, and becomes one with them, unless it is on another drive that had this name before: the two change their names then.
   */
  move({ id, from, path, volume }: MovedFolder): boolean {
    return this.#db.transaction(() => {
      const moving = this.#db.get(`${selectFolders} WHERE id = ?`, [id], readFolder);
      if (moving?.path !== from) return false;
      const known = this.#db.get(`${selectFolders} WHERE path = ? AND id <> ?`, [path, id], readFolder);
      const isOther = known !== null && known.volumeId !== null && known.volumeId !== moving.volumeId;
      if (isOther && (known.volume !== volume || moving.volume === null)) return false;
      this.#joinPlaces(moving, path);
      if (isOther) this.#setPath(known.id, `${path}\0`, moving.volume);
      else if (known !== null) this.#join(known.id, id);
      this.#setPath(id, path, volume);
      if (isOther) this.#setPath(known.id, from, moving.volume);
      this.#db.run("UPDATE folders SET away = 0 WHERE id = ?", [id]);
      const isEmpty = "NOT EXISTS (SELECT 1 FROM places WHERE folder_id = folders.id)";
      this.#db.run(`DELETE FROM folders WHERE role = 'imported' AND ${isEmpty}`);
      return true;
    });
  }

  #setPath(id: number, path: string, volume: string | null): void {
    this.#db.run("UPDATE folders SET path = ?, volume = ? WHERE id = ?", [path, volume, id]);
  }

  /**
   * Each file of a folder at its new path is one place, also where the library knows it in a folder around this one or inside
   * it: of two, one could be deleted while a variant is made of the other.
   */
  #joinPlaces({ id, volumeId }: FolderRecord, path: string): void {
    for (const mine of this.#db.all("SELECT id, path, owner FROM places WHERE folder_id = ?", [id], readPlaceOwner)) {
      const theirs = this.#db.all(
        `SELECT p.id, p.path, p.owner FROM json_each(?) AS wanted CROSS JOIN folders AS f ON f.path = wanted.value ->> 0
         CROSS JOIN places AS p ON p.folder_id = f.id AND p.path = wanted.value ->> 1
         WHERE f.id <> ? AND (f.volume_id IS NULL OR f.volume_id = ?)`,
        [JSON.stringify(waysTo(join(path, mine.path))), id, volumeId],
        readPlaceOwner,
      );
      // What Bitloft has put there stays its own, though a person has imported it too.
      const stays = [mine, ...theirs].find(({ owner }) => owner === "bitloft") ?? mine;
      for (const goes of [mine, ...theirs]) {
        if (goes === stays) continue;
        this.#db.run("UPDATE variant_files SET place_id = ? WHERE place_id = ?", [stays.id, goes.id]);
        this.#db.run("DELETE FROM places WHERE id = ?", [goes.id]);
      }
    }
    this.#db.run("DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM places WHERE blob_id = blobs.id)");
  }

  /** Takes the places of a folder over into another one, which has none at the same path. */
  #join(from: number, into: number): void {
    this.#db.run("UPDATE places SET folder_id = ? WHERE folder_id = ?", [into, from]);
    this.#db.run(
      `UPDATE folders SET role = 'models', searched_at = iif(other.searched_at IS NULL, NULL, folders.searched_at)
       FROM folders AS other WHERE folders.id = ? AND other.id = ? AND other.role = 'models'`,
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

const readPlaceOwner = (row: Row): { id: number; path: string; owner: string } => ({
  id: integer(row, "id"),
  path: text(row, "path"),
  owner: text(row, "owner"),
});

function readFolder(row: Row): FolderRecord {
  return {
    id: integer(row, "id"),
    path: text(row, "path"),
    volume: textOrNull(row, "volume"),
    volumeId: textOrNull(row, "volume_id"),
    away: flag(row, "away"),
  };
}
