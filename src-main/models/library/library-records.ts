import { variantKey } from "../../../src-shared/figures/index.ts";
import { AppError, type Clock } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { ModelDescription } from "./describe-model.ts";
import { fileIdentity } from "./file-identity.ts";
import type { VariantRecord } from "./types.ts";
import { repositoryName, variantId } from "./variant-id.ts";
import type { VariantsTable } from "./variants-table.ts";

/** Where a variant came from, and how sure that is. */
export type VariantOrigin = Pick<VariantRecord, "repository" | "commit" | "variantKey" | "root" | "state">;

/** Which files are which variant: the same ones are never two. */
export class LibraryRecords {
  readonly #db: Database;
  readonly #variants: VariantsTable;
  readonly #clock: Clock;

  constructor(db: Database, variants: VariantsTable, clock: Clock) {
    this.#db = db;
    this.#variants = variants;
    this.#clock = clock;
  }

  /** Throws `not-found`. */
  required(id: string): VariantRecord {
    const variant = this.#variants.get(id);
    if (variant === null) throw new AppError("not-found", "This variant is no longer in the library.", { id });
    return variant;
  }

  /** Adds a variant, or mends the one that holds these files already. Returns its id. */
  put(model: ModelDescription, origin: VariantOrigin): string {
    const { label, modifiers, files, ...facts } = model;
    return this.#db.transaction(() => {
      const known = this.#variants.findByPath(files[0]?.path ?? "");
      const key = variantKey(modifiers, label);
      const name = origin.repository === null ? facts.name : repositoryName(origin.repository);
      const id = known?.id ?? variantId(name, key, (wanted) => this.#variants.get(wanted) !== null);
      this.#variants.put({
        ...facts,
        ...origin,
        id,
        name,
        label,
        modifiers,
        files,
        addedAt: known?.addedAt ?? this.#clock.now(),
        lastUsedAt: known?.lastUsedAt ?? null,
      });
      return id;
    });
  }

  /** The variant that one of these files belongs to, also under another name (a link, another case). */
  async findSame(model: ModelDescription): Promise<VariantRecord | null> {
    for (const file of model.files) {
      const byPath = this.#variants.findByPath(file.path);
      if (byPath !== null) return byPath;
    }
    const [first] = model.files;
    const own = first === undefined ? null : await fileIdentity(first.path);
    if (first === undefined || own === null) return null;
    for (const variant of this.#variants.withFirstFileOfSize(first.sizeBytes)) {
      if ((await fileIdentity(variant.files[0]?.path ?? "")) === own) return variant;
    }
    return null;
  }
}
