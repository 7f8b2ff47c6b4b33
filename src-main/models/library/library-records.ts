import { dirname, resolve } from "node:path";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { type Clock, appError } from "../../ground/core/index.ts";
import { isInside } from "../../ground/files/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { ModelDescription } from "./describe-model.ts";
import { fileIdentity } from "./file-identity.ts";
import { ownerOf } from "./owner-of.ts";
import type { ContentState, FoundFile, NewPlace, VariantFacts, VariantRecord } from "./types.ts";
import { repositoryName, variantId } from "./variant-id.ts";
import type { VariantsTable } from "./variants-table.ts";

/** Where a variant came from, and how sure that is. */
export interface VariantOrigin extends Pick<VariantFacts, "repository" | "commit" | "variantKey"> {
  /** The models folder that Bitloft put it into; null for what stays where its owner keeps it. */
  root: string | null;
  state: ContentState;
}

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
    if (variant === null) throw appError("not-found", "variant", { id });
    return variant;
  }

  /** Adds a variant, or mends the one that holds these files already. Returns its id. */
  put(model: ModelDescription, origin: VariantOrigin): string {
    const { label, modifiers, files, ...facts } = model;
    const { repository, commit, variantKey: key } = origin;
    return this.#db.transaction(() => {
      const known = this.#variants.findByPath(files[0]?.path ?? "");
      const name = repository === null ? facts.name : repositoryName(repository);
      const isTaken = (wanted: string): boolean => this.#variants.get(wanted) !== null;
      const id = known?.id ?? variantId(name, variantKey(modifiers, label), isTaken);
      const now = this.#clock.now();
      const variant = {
        ...facts,
        ...{ id, repository, commit, variantKey: key, name, label, modifiers },
        files: files.map((file) => placeOf(file, origin)),
        addedAt: known?.addedAt ?? now,
        lastUsedAt: known?.lastUsedAt ?? null,
      };
      this.#variants.put(variant, now);
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

function placeOf(file: FoundFile, { root, state }: Pick<VariantOrigin, "root" | "state">): NewPlace {
  const folder = root === null ? null : resolve(root);
  // A file outside the folders that downloads go to was not put there by Bitloft, whatever the record says.
  if (folder !== null && isInside(folder, file.path))
    return { ...file, folder, role: "models", owner: "bitloft", state };
  return { ...file, folder: dirname(file.path), role: "imported", owner: ownerOf(file.path), state };
}
