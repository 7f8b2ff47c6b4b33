import { type Database, type Row, integer, integerOrNull, text, word } from "../../ground/storage/index.ts";

/**
 * copying: only the part is there, under a name that nothing else has. placing: every part is whole and checked, and gets its name.
 * moved: the library knows the new place, and the old file is to go.
 */
export const moveStates = ["copying", "placing", "moved"] as const;
export type MoveState = (typeof moveStates)[number];

/** One file on its way from a folder to another one. Paths are absolute, times milliseconds since 1970. */
export interface FileMove {
  id: number;
  placeId: number;
  /** Who moves it. */
  process: string;
  /** When that last said that it lives. */
  renewedAt: number;
  state: MoveState;
  fromFolder: string;
  fromPath: string;
  fromModifiedAt: number;
  toFolder: string;
  toPath: string;
  /** Null until it is there whole. */
  toModifiedAt: number | null;
  partPath: string;
  sizeBytes: number;
}

/** What is being moved. */
export class MovesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): FileMove[] {
    return this.#db.all("SELECT * FROM moves ORDER BY id", [], readMove);
  }

  /** Whether one of these places is on its way already. */
  hasAny(places: readonly number[]): boolean {
    const sql = "SELECT 1 FROM moves WHERE place_id IN (SELECT value FROM json_each(?))";
    return this.#db.get(sql, [JSON.stringify(places)], () => true) ?? false;
  }

  /** Whether a file is on its way into this folder, or out of it. */
  touches(folder: string): boolean {
    return this.#db.get("SELECT 1 FROM moves WHERE ? IN (to_folder, from_folder)", [folder], () => true) ?? false;
  }

  /** Whether a file is on its way to this path. */
  isTarget(path: string): boolean {
    return this.#db.get("SELECT 1 FROM moves WHERE to_path = ?", [path], () => true) ?? false;
  }

  add(move: Omit<FileMove, "id" | "state" | "toModifiedAt">): FileMove {
    this.#db.run(
      `INSERT INTO moves (place_id, process, renewed_at, state, from_folder, from_path, from_modified_at, to_folder, to_path, part_path, size_bytes)
       VALUES (?, ?, ?, 'copying', ?, ?, ?, ?, ?, ?, ?)`,
      [
        move.placeId,
        move.process,
        move.renewedAt,
        move.fromFolder,
        move.fromPath,
        move.fromModifiedAt,
        move.toFolder,
        move.toPath,
        move.partPath,
        move.sizeBytes,
      ],
    );
    const id = this.#db.get("SELECT last_insert_rowid() AS id", [], (row) => integer(row, "id")) ?? 0;
    return { ...move, id, state: "copying", toModifiedAt: null };
  }

  set({ id, state, toModifiedAt }: Pick<FileMove, "id" | "state" | "toModifiedAt">): void {
    this.#db.run("UPDATE moves SET state = ?, to_modified_at = ? WHERE id = ?", [state, toModifiedAt, id]);
  }

  renew(ids: readonly number[], now: number): void {
    this.#db.run("UPDATE moves SET renewed_at = ? WHERE id IN (SELECT value FROM json_each(?))", [
      now,
      JSON.stringify(ids),
    ]);
  }

  remove(id: number): void {
    this.#db.run("DELETE FROM moves WHERE id = ?", [id]);
  }
}

const readMove = (row: Row): FileMove => ({
  id: integer(row, "id"),
  placeId: integer(row, "place_id"),
  process: text(row, "process"),
  renewedAt: integer(row, "renewed_at"),
  state: word(row, "state", moveStates),
  fromFolder: text(row, "from_folder"),
  fromPath: text(row, "from_path"),
  fromModifiedAt: integer(row, "from_modified_at"),
  toFolder: text(row, "to_folder"),
  toPath: text(row, "to_path"),
  toModifiedAt: integerOrNull(row, "to_modified_at"),
  partPath: text(row, "part_path"),
  sizeBytes: integer(row, "size_bytes"),
});
