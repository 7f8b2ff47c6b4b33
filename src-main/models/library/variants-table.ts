import { type Purpose, installedStates, purposes } from "../../../src-shared/contract/index.ts";
import {
  type Database,
  type Row,
  integer,
  integerOrNull,
  text,
  textOrNull,
  word,
  words,
} from "../../ground/storage/index.ts";
import type { InstalledState, VariantFileRecord, VariantRecord } from "./types.ts";
import type { VariantPosition } from "./variant-cursor.ts";

const columns = `id, repository, commit_hash, variant_key, name, label, modifiers, architecture, parameters,
  trained_context_tokens, purpose, state, root, added_at, last_used_at`;

const order = "ORDER BY added_at DESC, id";
const beforeAll: VariantPosition = { addedAt: Number.MAX_SAFE_INTEGER, id: "" };

const fileColumns = "path, size_bytes, sha256, modified_at";

export class VariantsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest first. */
  list(): VariantRecord[] {
    const files = new FilesByVariant();
    this.#db.all(`SELECT variant_id, ${fileColumns} FROM variant_files ORDER BY variant_id, position`, [], files.add);
    return files.join(this.#db.all(`SELECT ${columns} FROM variants ${order}`, [], readVariant));
  }

  /** As many of the list as are asked for, of those that come after the position. */
  page(after: VariantPosition | null, limit: number): VariantRecord[] {
    const { addedAt, id } = after ?? beforeAll;
    const variants = this.#db.all(
      // The first condition alone is an index's to answer: the order goes down by one column and up by the other.
      `SELECT ${columns} FROM variants WHERE added_at <= ? AND (added_at < ? OR id > ?) ${order} LIMIT ?`,
      [addedAt, addedAt, id, limit],
      readVariant,
    );
    const files = new FilesByVariant();
    this.#db.all(
      `SELECT variant_id, ${fileColumns} FROM variant_files WHERE variant_id IN (SELECT value FROM json_each(?)) ORDER BY position`,
      [JSON.stringify(variants.map((variant) => variant.id))],
      files.add,
    );
    return files.join(variants);
  }

  /** Those whose first file has this size: the only ones that can be the same file under another name. */
  withFirstFileOfSize(sizeBytes: number): VariantRecord[] {
    return this.#db
      .all("SELECT variant_id FROM variant_files WHERE position = 0 AND size_bytes = ?", [sizeBytes], (row) =>
        text(row, "variant_id"),
      )
      .flatMap((id) => this.get(id) ?? []);
  }

  get(id: string): VariantRecord | null {
    const variant = this.#db.get(`SELECT ${columns} FROM variants WHERE id = ?`, [id], readVariant);
    return variant === null ? null : this.#withFiles(variant);
  }

  /** Whose file this is; null when nobody's. */
  findByPath(path: string): VariantRecord | null {
    const id = this.#db.get("SELECT variant_id FROM variant_files WHERE path = ?", [path], (row) =>
      text(row, "variant_id"),
    );
    return id === null ? null : this.get(id);
  }

  /** Adds it, or brings the one with its id up to date, so that what refers to it still does. */
  put(variant: VariantRecord): void {
    this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO variants (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET repository = excluded.repository, commit_hash = excluded.commit_hash,
         variant_key = excluded.variant_key, name = excluded.name, label = excluded.label, modifiers = excluded.modifiers,
         architecture = excluded.architecture, parameters = excluded.parameters,
         trained_context_tokens = excluded.trained_context_tokens, purpose = excluded.purpose, state = excluded.state, root = excluded.root`,
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
          variant.state,
          variant.root,
          variant.addedAt,
          variant.lastUsedAt,
        ],
      );
      this.setFiles(variant.id, variant.files);
    });
  }

  setPurpose(id: string, purpose: "chat" | Purpose): void {
    this.#db.run("UPDATE variants SET purpose = ? WHERE id = ?", [purpose, id]);
  }

  setState(id: string, state: InstalledState): void {
    this.#db.run("UPDATE variants SET state = ? WHERE id = ?", [state, id]);
  }

  /** The same for many at once. */
  setStates(ids: readonly string[], state: InstalledState): void {
    this.#db.run("UPDATE variants SET state = ? WHERE id IN (SELECT value FROM json_each(?))", [
      state,
      JSON.stringify(ids),
    ]);
  }

  setLastUsed(id: string, at: number): void {
    this.#db.run("UPDATE variants SET last_used_at = ? WHERE id = ?", [at, id]);
  }

  setFiles(id: string, files: readonly VariantFileRecord[]): void {
    this.#db.transaction(() => {
      this.#db.run("DELETE FROM variant_files WHERE variant_id = ?", [id]);
      this.#insertFiles(id, files);
    });
  }

  remove(id: string): void {
    this.#db.run("DELETE FROM variants WHERE id = ?", [id]);
  }

  #insertFiles(id: string, files: readonly VariantFileRecord[]): void {
    for (const [position, file] of files.entries()) {
      this.#db.run(
        "INSERT INTO variant_files (variant_id, position, path, size_bytes, sha256, modified_at) VALUES (?, ?, ?, ?, ?, ?)",
        [id, position, file.path, file.sizeBytes, file.sha256, file.modifiedAt],
      );
    }
  }

  #withFiles(variant: Omit<VariantRecord, "files">): VariantRecord {
    const files = this.#db.all(
      `SELECT ${fileColumns} FROM variant_files WHERE variant_id = ? ORDER BY position`,
      [variant.id],
      readFile,
    );
    return { ...variant, files };
  }
}

class FilesByVariant {
  readonly #files = new Map<string, VariantFileRecord[]>();

  readonly add = (row: Row): void => {
    const id = text(row, "variant_id");
    const others = this.#files.get(id);
    if (others === undefined) this.#files.set(id, [readFile(row)]);
    else others.push(readFile(row));
  };

  join(variants: readonly Omit<VariantRecord, "files">[]): VariantRecord[] {
    return variants.map((variant) => ({ ...variant, files: this.#files.get(variant.id) ?? [] }));
  }
}

function readVariant(row: Row): Omit<VariantRecord, "files"> {
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
    purpose: textOrNull(row, "purpose") === null ? null : word(row, "purpose", ["chat", ...purposes] as const),
    state: word(row, "state", installedStates),
    root: textOrNull(row, "root"),
    addedAt: integer(row, "added_at"),
    lastUsedAt: integerOrNull(row, "last_used_at"),
  };
}

function readFile(row: Row): VariantFileRecord {
  return {
    path: text(row, "path"),
    sizeBytes: integer(row, "size_bytes"),
    sha256: textOrNull(row, "sha256"),
    modifiedAt: integer(row, "modified_at"),
  };
}
