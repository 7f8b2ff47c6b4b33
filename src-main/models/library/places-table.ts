import { join, relative } from "node:path";
import { owners } from "../../../src-shared/contract/index.ts";
import { isInside } from "../../ground/files/index.ts";
import { type Database, type Row, flag, integer, text, textOrNull, word } from "../../ground/storage/index.ts";
import { FoldersTable } from "./folders-table.ts";
import { type ContentState, type FoundFile, type NewPlace, type PlaceRecord, contentStates } from "./types.ts";
import { waysTo } from "./ways-to.ts";

/** To be selected from `joinedPlaces`. */
export const placeColumns = `p.id AS place_id, p.folder_id, f.path AS folder, p.path, p.blob_id, p.owner, p.state, p.here, f.away,
  p.size_bytes, p.modified_at, b.sha256`;

/** Of rows `v` of `variant_files`. */
export const joinedPlaces = `JOIN places AS p ON p.id = v.place_id JOIN folders AS f ON f.id = p.folder_id
  JOIN blobs AS b ON b.id = p.blob_id`;

/** Where content is stored. The content of two places is one blob as soon as both were hashed. */
export class PlacesTable {
  readonly #db: Database;
  readonly #folders: FoldersTable;

  constructor(db: Database) {
    this.#db = db;
    this.#folders = new FoldersTable(db);
  }

  /** The place at an absolute path; null when the library knows none. */
  idAt(path: string): number | null {
    return this.#db.get(
      `SELECT p.id FROM json_each(?) AS wanted CROSS JOIN folders AS f ON f.path = wanted.value ->> 0
       CROSS JOIN places AS p ON p.folder_id = f.id AND p.path = wanted.value ->> 1`,
      [JSON.stringify(waysTo(path))],
      (row) => integer(row, "id"),
    );
  }

  /** Absolute; null when there is no such place. */
  pathOf(id: number): string | null {
    return this.#db.get(
      "SELECT f.path AS folder, p.path FROM places AS p JOIN folders AS f ON f.id = p.folder_id WHERE p.id = ?",
      [id],
      (row) => join(text(row, "folder"), text(row, "path")),
    );
  }

  /** Every place that this content is known to have. Content without a hash is nowhere else. */
  ofContent(blobs: readonly number[]): PlaceRecord[] {
    return this.#db.all(
      `SELECT ${placeColumns} FROM json_each(?) AS wanted CROSS JOIN places AS p ON p.blob_id = wanted.value
       CROSS JOIN folders AS f ON f.id = p.folder_id CROSS JOIN blobs AS b ON b.id = p.blob_id
       WHERE b.sha256 IS NOT NULL ORDER BY p.id`,
      [JSON.stringify(blobs)],
      readPlace,
    );
  }

  /** Adds a place, or brings the one at its path up to date. `at` in milliseconds since 1970. */
  put(place: NewPlace, at: number): number {
    return this.#db.transaction(() => {
      const folderId = this.#folders.put(place.folder, place.role);
      const path = insideFolder(place);
      const known = this.idAt(place.path);
      if (known !== null) this.#moveTo(known, folderId, path);
      const before = known === null ? null : this.#blobOf(known);
      const blobId = this.#blob(place);
      this.#db.run(
        `INSERT INTO places (folder_id, path, blob_id, owner, state, here, size_bytes, modified_at, seen_at)
         VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
         ON CONFLICT (folder_id, path) DO UPDATE SET blob_id = excluded.blob_id, owner = excluded.owner, state = excluded.state, here = 1,
         size_bytes = excluded.size_bytes, modified_at = excluded.modified_at, seen_at = excluded.seen_at`,
        [folderId, path, blobId, place.owner, place.state, place.sizeBytes, place.modifiedAt, at],
      );
      if (before !== null) this.#removeUnusedBlobs([before]);
      return known ?? this.#lastId();
    });
  }

  /** What was read to its end and found right: its content is known from then on, and as it was when it was read. */
  setContent(id: number, { sizeBytes, sha256, modifiedAt }: FoundFile, at: number): void {
    this.#db.transaction(() => {
      const before = this.#blobOf(id);
      if (before === null) return;
      const blobId = this.#blob({ sizeBytes, sha256 });
      this.#db.run(
        "UPDATE places SET blob_id = ?, state = 'ready', here = 1, size_bytes = ?, modified_at = ?, seen_at = ? WHERE id = ?",
        [blobId, sizeBytes, modifiedAt, at, id],
      );
      this.#removeUnusedBlobs([before]);
    });
  }

  /** The same file at another path, relative to a folder. Its content and its state are what they were. */
  setPath(id: number, folderId: number, path: string, modifiedAt: number): void {
    this.#db.transaction(() => {
      const before = this.#db.get("SELECT folder_id FROM places WHERE id = ?", [id], (row) =>
        integer(row, "folder_id"),
      );
      this.#db.run("UPDATE places SET folder_id = ?, path = ?, here = 1, modified_at = ? WHERE id = ?", [
        folderId,
        path,
        modifiedAt,
        id,
      ]);
      if (before !== null) this.#removeUnusedFolders([before]);
    });
  }

  /** As it was seen last, for many at once. */
  setSeen(ids: readonly number[], { here, state }: { here: boolean; state: ContentState }, at: number): void {
    this.#db.run("UPDATE places SET here = ?, state = ?, seen_at = ? WHERE id IN (SELECT value FROM json_each(?))", [
      here ? 1 : 0,
      state,
      at,
      JSON.stringify(ids),
    ]);
  }

  /** Of these places, forgets those that no variant has any more, with the content and the folder that nothing else needs. */
  removeUnused(ids: readonly number[]): void {
    const given = JSON.stringify(ids);
    this.#db.transaction(() => {
      const of = (column: "blob_id" | "folder_id"): number[] =>
        this.#db.all(
          `SELECT DISTINCT ${column} AS id FROM json_each(?) AS wanted CROSS JOIN places AS p ON p.id = wanted.value`,
          [given],
          (row) => integer(row, "id"),
        );
      const [blobs, folders] = [of("blob_id"), of("folder_id")];
      this.#db.run(
        `DELETE FROM places WHERE id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM variant_files WHERE place_id = places.id)`,
        [given],
      );
      this.#removeUnusedBlobs(blobs);
      this.#removeUnusedFolders(folders);
    });
  }

  /** The id of this content. Content without a hash equals no other. */
  #blob({ sizeBytes, sha256 }: Pick<FoundFile, "sizeBytes" | "sha256">): number {
    if (sha256 !== null) {
      const known = this.#db.get(
        "SELECT id FROM blobs WHERE size_bytes = ? AND sha256 = ?",
        [sizeBytes, sha256],
        (row) => integer(row, "id"),
      );
      if (known !== null) return known;
    }
    this.#db.run("INSERT INTO blobs (size_bytes, sha256) VALUES (?, ?)", [sizeBytes, sha256]);
    return this.#lastId();
  }

  #blobOf(id: number): number | null {
    return this.#db.get("SELECT blob_id FROM places WHERE id = ?", [id], (row) => integer(row, "blob_id"));
  }

  #removeUnusedBlobs(ids: readonly number[]): void {
    this.#db.run(
      `DELETE FROM blobs WHERE id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM places WHERE blob_id = blobs.id)`,
      [JSON.stringify(ids)],
    );
  }

  #removeUnusedFolders(ids: readonly number[]): void {
    this.#db.run(
      `DELETE FROM folders WHERE id IN (SELECT value FROM json_each(?)) AND role = 'imported'
       AND NOT EXISTS (SELECT 1 FROM places WHERE folder_id = folders.id)`,
      [JSON.stringify(ids)],
    );
  }

  /** The same file under another folder than before: downloads go to one around it now. */
  #moveTo(id: number, folderId: number, path: string): void {
    const before = this.#db.get("SELECT folder_id FROM places WHERE id = ?", [id], (row) => integer(row, "folder_id"));
    if (before === null || before === folderId) return;
    this.#db.run("UPDATE places SET folder_id = ?, path = ? WHERE id = ?", [folderId, path, id]);
    this.#removeUnusedFolders([before]);
  }

  #lastId(): number {
    return this.#db.get("SELECT last_insert_rowid() AS id", [], (row) => integer(row, "id")) ?? 0;
  }
}

/** The rest of the path from the folder on; throws where the file is not inside it. */
function insideFolder({ folder, path }: Pick<NewPlace, "folder" | "path">): string {
  if (!isInside(folder, path)) throw new TypeError("a file of the library must lie below its folder");
  return relative(folder, path);
}

/** Of a row of `placeColumns`. */
export function readPlace(row: Row): PlaceRecord {
  const folder = text(row, "folder");
  return {
    id: integer(row, "place_id"),
    folderId: integer(row, "folder_id"),
    folder,
    path: join(folder, text(row, "path")),
    blobId: integer(row, "blob_id"),
    owner: word(row, "owner", owners),
    state: word(row, "state", contentStates),
    here: flag(row, "here"),
    away: flag(row, "away"),
    sizeBytes: integer(row, "size_bytes"),
    sha256: textOrNull(row, "sha256"),
    modifiedAt: integer(row, "modified_at"),
  };
}
