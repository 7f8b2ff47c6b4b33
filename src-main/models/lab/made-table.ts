import { type Database, integer, text, textOrNull } from "../../ground/storage/index.ts";

export interface MadeFile {
  sha256: string;
  fromLabel: string;
  fromSha256: string;
  matrixSha256: string | null;
}

export interface KeptMade extends MadeFile {
  madeAt: number;
}

/** More than anyone makes. */
const mostListed = 1000;

/** What was made here out of what, by the hash of what came out. */
export class MadeTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The latest first. */
  list(): KeptMade[] {
    return this.#db.all(
      "SELECT sha256, from_label, from_sha256, matrix_sha256, made_at FROM made_files ORDER BY made_at DESC, sha256 LIMIT ?",
      [mostListed],
      (row) => ({
        sha256: text(row, "sha256"),
        fromLabel: text(row, "from_label"),
        fromSha256: text(row, "from_sha256"),
        matrixSha256: textOrNull(row, "matrix_sha256"),
        madeAt: integer(row, "made_at"),
      }),
    );
  }

  keep({ sha256, fromLabel, fromSha256, matrixSha256 }: MadeFile, madeAt: number): void {
    this.#db.run(
      "INSERT OR REPLACE INTO made_files (sha256, from_label, from_sha256, matrix_sha256, made_at) VALUES (?, ?, ?, ?, ?)",
      [sha256, fromLabel, fromSha256, matrixSha256, madeAt],
    );
  }
}
