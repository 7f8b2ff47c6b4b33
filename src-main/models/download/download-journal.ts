import type { ErrorDto } from "../../../src-shared/contract/index.ts";
import type { Lease } from "../../ground/processes/index.ts";
import {
  type Bindable,
  type Database,
  type Row,
  errorValues,
  integer,
  integerOrNull,
  text,
  textOrNull,
} from "../../ground/storage/index.ts";
import { entryColumns, readEntry, readFile } from "./download-row.ts";
import type { Interval } from "./intervals.ts";
import type { DownloadState, Journal, JournalEntry, JournalFile } from "./journal.ts";

/** The journal of the downloads in SQLite. `synchronous = FULL` makes every call durable when it returns. */
export class DownloadJournal implements Journal {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): JournalEntry[] {
    return this.#withFiles(
      this.#db.all(`SELECT ${entryColumns} FROM downloads ORDER BY rank, created_at, id`, [], readEntry),
    );
  }

  get(id: string): JournalEntry | null {
    return this.#one("id = ?", [id]);
  }

  find(repository: string, commit: string, variantKey: string): JournalEntry | null {
    return this.#one("repository = ? AND commit_hash = ? AND variant_key = ?", [repository, commit, variantKey]);
  }

  add(entry: Omit<JournalEntry, "rank">): boolean {
    return this.#db.transaction(() => {
      const added = this.#db.run(
        `INSERT INTO downloads (${entryColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(rank), 0) + 1 FROM downloads))
         ON CONFLICT (repository, commit_hash, variant_key) DO NOTHING`,
        [
          entry.id,
          entry.repository,
          entry.commit,
          entry.variantKey,
          entry.label,
          entry.modifiers.join(","),
          entry.state,
          ...errorValues(entry.error),
          entry.variantId,
          entry.createdAt,
          entry.root,
        ],
      );
      if (added === 0) return false;
      for (const [position, file] of entry.files.entries()) {
        this.#db.run(
          `INSERT INTO download_files (download_id, position, remote_path, final_path, part_path, size_bytes, sha256, etag, installed)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            entry.id,
            position,
            file.remotePath,
            file.finalPath,
            file.partPath,
            file.sizeBytes,
            file.sha256,
            file.etag,
            file.installed ? 1 : 0,
          ],
        );
        this.#insertRanges(entry.id, position, file.ranges);
      }
      return true;
    });
  }

  remove(id: string): void {
    this.#db.run("DELETE FROM downloads WHERE id = ?", [id]);
  }

  place(id: string, beforeId: string | null): void {
    this.#db.transaction(() => {
      const ids = this.#db.all("SELECT id FROM downloads ORDER BY rank, created_at, id", [], (row) => text(row, "id"));
      const others = ids.filter((other) => other !== id);
      const at = beforeId === null ? others.length : others.indexOf(beforeId);
      if (at < 0 || others.length === ids.length) return;
      for (const [position, one] of others.toSpliced(at, 0, id).entries()) {
        this.#db.run("UPDATE downloads SET rank = ? WHERE id = ?", [position + 1, one]);
      }
    });
  }

  setState(id: string, state: DownloadState, error: ErrorDto | null, variantId: string | null): void {
    this.#db.run(
      "UPDATE downloads SET state = ?, error_code = ?, error_key = ?, error_message = ?, error_details = ?, variant_id = ? WHERE id = ?",
      [state, ...errorValues(error), variantId, id],
    );
  }

  claim(id: string, lease: Lease, mayTake: (held: Lease) => boolean): boolean {
    return this.#db.transaction(() => {
      const held = this.lease(id);
      if (held !== null && held.owner !== lease.owner && !mayTake(held)) return false;
      const claimed = "UPDATE downloads SET owner = ?, renewed_at = ? WHERE id = ?";
      return this.#db.run(claimed, [lease.owner, lease.renewedAt, id]) > 0;
    });
  }

  renew(id: string, { owner, renewedAt }: Lease): boolean {
    return this.#db.run("UPDATE downloads SET renewed_at = ? WHERE id = ? AND owner = ?", [renewedAt, id, owner]) > 0;
  }

  release(id: string, owner: string): void {
    this.#db.run("UPDATE downloads SET owner = NULL, renewed_at = NULL WHERE id = ? AND owner = ?", [id, owner]);
  }

  lease(id: string): Lease | null {
    return this.#db.get("SELECT owner, renewed_at FROM downloads WHERE id = ?", [id], (row) => {
      const owner = textOrNull(row, "owner");
      return owner === null ? null : { owner, renewedAt: integerOrNull(row, "renewed_at") ?? 0 };
    });
  }

  setRanges(id: string, position: number, ranges: readonly Interval[]): void {
    this.#db.transaction(() => {
      this.#db.run("DELETE FROM download_ranges WHERE download_id = ? AND position = ?", [id, position]);
      this.#insertRanges(id, position, ranges);
    });
  }

  setEtag(id: string, position: number, etag: string | null): void {
    this.#db.run("UPDATE download_files SET etag = ? WHERE download_id = ? AND position = ?", [etag, id, position]);
  }

  setInstalled(id: string, position: number): void {
    this.#db.transaction(() => {
      this.#db.run("UPDATE download_files SET installed = 1 WHERE download_id = ? AND position = ?", [id, position]);
      this.#db.run("DELETE FROM download_ranges WHERE download_id = ? AND position = ?", [id, position]);
    });
  }

  #one(condition: string, parameters: readonly Bindable[]): JournalEntry | null {
    const entry = this.#db.get(`SELECT ${entryColumns} FROM downloads WHERE ${condition}`, parameters, readEntry);
    return entry === null ? null : (this.#withFiles([entry])[0] ?? null);
  }

  /** The entries with their files and ranges, in two statements however many there are. */
  #withFiles(entries: readonly Omit<JournalEntry, "files">[]): JournalEntry[] {
    const ids = JSON.stringify(entries.map(({ id }) => id));
    const place = (row: Row): string => `${text(row, "download_id")} ${integer(row, "position")}`;
    const ranges = new Map<string, Interval[]>();
    this.#db.all(
      `SELECT download_id, position, start_byte, end_byte FROM download_ranges
       WHERE download_id IN (SELECT value FROM json_each(?)) ORDER BY download_id, position, start_byte`,
      [ids],
      (row) => append(ranges, place(row), { start: integer(row, "start_byte"), end: integer(row, "end_byte") }),
    );
    const files = new Map<string, JournalFile[]>();
    this.#db.all(
      `SELECT download_id, position, remote_path, final_path, part_path, size_bytes, sha256, etag, installed FROM download_files
       WHERE download_id IN (SELECT value FROM json_each(?)) ORDER BY download_id, position`,
      [ids],
      (row) => append(files, text(row, "download_id"), readFile(row, ranges.get(place(row)) ?? [])),
    );
    return entries.map((entry) => ({ ...entry, files: files.get(entry.id) ?? [] }));
  }

  #insertRanges(id: string, position: number, ranges: readonly Interval[]): void {
    for (const { start, end } of ranges) {
      this.#db.run("INSERT INTO download_ranges (download_id, position, start_byte, end_byte) VALUES (?, ?, ?, ?)", [
        id,
        position,
        start,
        end,
      ]);
    }
  }
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
