import { type Purpose, purposes } from "../../../src-shared/contract/index.ts";
import {
  type Database,
  type Row,
  integer,
  integerOrNull,
  text,
  textOrNull,
  wordOrNull,
  words,
} from "../../ground/storage/index.ts";
import { isSound, openedFiles } from "./opened-files.ts";
import { PlacesTable, joinedPlaces, placeColumns, readPlace } from "./places-table.ts";
import type { NewVariant, PlaceRecord, VariantFacts, VariantRecord } from "./types.ts";
import type { VariantPosition } from "./variant-cursor.ts";
import { waysTo } from "./ways-to.ts";

const columns = `id, repository, commit_hash, variant_key, name, label, modifiers, architecture, parameters,
  trained_context_tokens, purpose, added_at, last_used_at`;

const order = "ORDER BY added_at DESC, id";
const beforeAll: VariantPosition = { addedAt: Number.MAX_SAFE_INTEGER, id: "" };

/** Variants, each with the places that it is made of. */
export class VariantsTable {
  readonly #db: Database;
  readonly #places: PlacesTable;

  constructor(db: Database) {
    this.#db = db;
    this.#places = new PlacesTable(db);
  }

  /** The newest first. */
  list(): VariantRecord[] {
    const files = new FilesByVariant();
    const sql = `SELECT v.variant_id, ${placeColumns} FROM variant_files AS v ${joinedPlaces} ORDER BY v.variant_id, v.position`;
    this.#db.all(sql, [], files.add);
    return this.#opened(this.#db.all(`SELECT ${columns} FROM variants ${order}`, [], readVariant), files);
  }

  /** As many of the list as are asked for, of those that come after the position. */
  page(after: VariantPosition | null, limit: number): VariantRecord[] {
    const { addedAt, id } = after ?? beforeAll;
    // The first condition alone is an index's to answer: the order goes down by one column and up by the other.
    const sql = `SELECT ${columns} FROM variants WHERE added_at <= ? AND (added_at < ? OR id > ?) ${order} LIMIT ?`;
    return this.#withFiles(this.#db.all(sql, [addedAt, addedAt, id, limit], readVariant));
  }

  /** Those whose header has not been read for what they are for. */
  withoutPurpose(): VariantRecord[] {
    return this.#withFiles(this.#db.all(`SELECT ${columns} FROM variants WHERE purpose IS NULL`, [], readVariant));
  }

  /** Those whose first file has this size: the only ones that can be the same file under another name. */
  withFirstFileOfSize(sizeBytes: number): VariantRecord[] {
    const sql = `SELECT v.variant_id FROM blobs AS b CROSS JOIN places AS p ON p.blob_id = b.id
       CROSS JOIN variant_files AS v ON v.place_id = p.id WHERE b.size_bytes = ? AND v.position = 0`;
    return this.#db.all(sql, [sizeBytes], (row) => text(row, "variant_id")).flatMap((id) => this.get(id) ?? []);
  }

  /** Those of these ids that are there, in their order. */
  some(ids: readonly string[]): VariantRecord[] {
    const sql = `SELECT ${columns} FROM (SELECT key AS position, value AS wanted FROM json_each(?))
       CROSS JOIN variants ON variants.id = wanted ORDER BY position`;
    return this.#withFiles(this.#db.all(sql, [JSON.stringify(ids)], readVariant));
  }

  get(id: string): VariantRecord | null {
    const variant = this.#db.get(`SELECT ${columns} FROM variants WHERE id = ?`, [id], readVariant);
    return variant === null ? null : (this.#withFiles([variant])[0] ?? null);
  }

  /** The variant that this file belongs to; of several the newest, null for none. */
  findByPath(path: string): VariantRecord | null {
    const sql = `SELECT v.variant_id FROM json_each(?) AS wanted CROSS JOIN folders AS f ON f.path = wanted.value ->> 0
       CROSS JOIN places AS p ON p.folder_id = f.id AND p.path = wanted.value ->> 1
       CROSS JOIN variant_files AS v ON v.place_id = p.id
       CROSS JOIN variants AS owning ON owning.id = v.variant_id ORDER BY owning.added_at DESC, owning.id`;
    const id = this.#db.get(sql, [JSON.stringify(waysTo(path))], (row) => text(row, "variant_id"));
    return id === null ? null : this.get(id);
  }

  /** Of these places, those that another variant is made of as well. */
  sharedPlaces(id: string, places: readonly number[]): Set<number> {
    const sql = `SELECT v.place_id FROM json_each(?) AS wanted CROSS JOIN variant_files AS v ON v.place_id = wanted.value
       WHERE v.variant_id <> ?`;
    return new Set(this.#db.all(sql, [JSON.stringify(places), id], (row) => integer(row, "place_id")));
  }

  /** The ids of other variants of which a part is the same content. */
  withContentOf(ids: readonly string[]): string[] {
    const sql = `SELECT DISTINCT other.variant_id FROM json_each(?) AS wanted
       CROSS JOIN variant_files AS v ON v.variant_id = wanted.value CROSS JOIN places AS p ON p.id = v.place_id
       CROSS JOIN places AS q ON q.blob_id = p.blob_id CROSS JOIN variant_files AS other ON other.place_id = q.id
       WHERE other.variant_id <> wanted.value`;
    return this.#db.all(sql, [JSON.stringify(ids)], (row) => text(row, "variant_id"));
  }

  /** The ids of those whose first file's content is in another place as well. */
  withContentTwice(): string[] {
    const sql = `SELECT v.variant_id FROM (SELECT blob_id FROM places GROUP BY blob_id HAVING COUNT(*) > 1) AS twice
       CROSS JOIN places AS p ON p.blob_id = twice.blob_id CROSS JOIN variant_files AS v ON v.place_id = p.id
       WHERE v.position = 0`;
    return this.#db.all(sql, [], (row) => text(row, "variant_id"));
  }

  /** Makes the places that it is opened at its own. */
  keepOpened({ id, files, opened }: Pick<VariantRecord, "id" | "files" | "opened">): void {
    this.#db.transaction(() => {
      for (const [position, place] of opened.entries()) {
        const values = [place.id, id, position];
        this.#db.run("UPDATE variant_files SET place_id = ? WHERE variant_id = ? AND position = ?", values);
      }
      this.#places.removeUnused(files.map((file) => file.id));
    });
  }

  /** Adds it, or brings the one with its id up to date, so that what refers to it still does. `at` in milliseconds since 1970. */
  put(variant: NewVariant, at: number): void {
    this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO variants (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET repository = excluded.repository, commit_hash = excluded.commit_hash,
         variant_key = excluded.variant_key, name = excluded.name, label = excluded.label, modifiers = excluded.modifiers,
         architecture = excluded.architecture, parameters = excluded.parameters,
         trained_context_tokens = excluded.trained_context_tokens, purpose = excluded.purpose`,
        [
          variant.id,
          variant.repository,
          variant.commit,
          variant.variantKey,
          variant.name,
          variant.label,
          variant.modifiers.join(","),
          variant.architecture,
          variant.parameters,
          variant.trainedContextTokens,
          variant.purpose,
          variant.addedAt,
          variant.lastUsedAt,
        ],
      );
      const before = this.#placesOf(variant.id);
      this.#db.run("DELETE FROM variant_files WHERE variant_id = ?", [variant.id]);
      for (const [position, file] of variant.files.entries()) {
        const placeId = this.#places.put(file, at);
        const values = [variant.id, position, placeId];
        this.#db.run("INSERT INTO variant_files (variant_id, position, place_id) VALUES (?, ?, ?)", values);
      }
      this.#places.removeUnused(before);
    });
  }

  setPurpose(id: string, purpose: "chat" | Purpose): void {
    this.#db.run("UPDATE variants SET purpose = ? WHERE id = ?", [purpose, id]);
  }

  setLastUsed(id: string, at: number): void {
    this.#db.run("UPDATE variants SET last_used_at = ? WHERE id = ?", [at, id]);
  }

  /** With the places that no other variant has. The files themselves are left alone. */
  remove(id: string): void {
    this.#db.transaction(() => {
      const places = this.#placesOf(id);
      this.#db.run("DELETE FROM variants WHERE id = ?", [id]);
      this.#places.removeUnused(places);
    });
  }

  #placesOf(id: string): number[] {
    return this.#db.all("SELECT place_id FROM variant_files WHERE variant_id = ?", [id], (row) =>
      integer(row, "place_id"),
    );
  }

  #withFiles(variants: readonly VariantFacts[]): VariantRecord[] {
    const files = new FilesByVariant();
    const sql = `SELECT v.variant_id, ${placeColumns} FROM json_each(?) AS wanted
       CROSS JOIN variant_files AS v ON v.variant_id = wanted.value ${joinedPlaces} ORDER BY v.position`;
    this.#db.all(sql, [JSON.stringify(variants.map(({ id }) => id))], files.add);
    return this.#opened(variants, files);
  }

  #opened(variants: readonly VariantFacts[], files: FilesByVariant): VariantRecord[] {
    const own = variants.map((variant) => ({ ...variant, files: files.of(variant.id) }));
    const lost = own.filter((variant) => !variant.files.every(isSound));
    const blobs = new Set(lost.flatMap((variant) => variant.files.map(({ blobId }) => blobId)));
    const copies = new Map<number, PlaceRecord[]>();
    for (const copy of this.#places.ofContent([...blobs])) {
      copies.set(copy.blobId, [...(copies.get(copy.blobId) ?? []), copy]);
    }
    return own.map((variant) => {
      const known = variant.files.flatMap(({ blobId }) => copies.get(blobId) ?? []);
      return { ...variant, opened: openedFiles(variant.files, known) };
    });
  }
}

class FilesByVariant {
  readonly #files = new Map<string, PlaceRecord[]>();

  readonly add = (row: Row): void => {
    const id = text(row, "variant_id");
    const others = this.#files.get(id);
    if (others === undefined) this.#files.set(id, [readPlace(row)]);
    else others.push(readPlace(row));
  };

  of(id: string): PlaceRecord[] {
    return this.#files.get(id) ?? [];
  }
}

function readVariant(row: Row): VariantFacts {
  return {
    id: text(row, "id"),
    repository: textOrNull(row, "repository"),
    commit: textOrNull(row, "commit_hash"),
    variantKey: textOrNull(row, "variant_key"),
    name: text(row, "name"),
    label: text(row, "label"),
    modifiers: words(row, "modifiers"),
    architecture: text(row, "architecture"),
    parameters: integer(row, "parameters"),
    trainedContextTokens: integerOrNull(row, "trained_context_tokens"),
    purpose: wordOrNull(row, "purpose", ["chat", ...purposes] as const),
    addedAt: integer(row, "added_at"),
    lastUsedAt: integerOrNull(row, "last_used_at"),
  };
}
