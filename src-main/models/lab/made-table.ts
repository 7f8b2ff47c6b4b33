import type { Database } from "../../ground/storage/index.ts";

export interface MadeFile {
  sha256: string;
  fromLabel: string;
  fromSha256: string;
  matrixSha256: string | null;
}

/** What was made here out of what, by the hash of what came out. */
export class MadeTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  keep({ sha256, fromLabel, fromSha256, matrixSha256 }: MadeFile, madeAt: number): void {
    this.#db.run(
      "INSERT OR REPLACE INTO made_files (sha256, from_label, from_sha256, matrix_sha256, made_at) VALUES (?, ?, ?, ?, ?)",
      [sha256, fromLabel, fromSha256, matrixSha256, madeAt],
    );
  }
}
