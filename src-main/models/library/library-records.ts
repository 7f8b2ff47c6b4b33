import { dirname, resolve } from "node:path";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { type Clock, appError } from "../../ground/core/index.ts";
import { isInside } from "../../ground/files/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { ModelDescription } from "./describe-model.ts";
import { fileIdentity } from "./file-identity.ts";
import { isSound } from "./opened-files.ts";
import { ownerOf } from "./owner-of.ts";
import type { Owner } from "../../../src-shared/contract/index.ts";
import type {
  ContentState,
  FoundFile,
  InstalledFile,
  NewPlace,
  PlaceRecord,
  VariantFacts,
  VariantRecord,
} from "./types.ts";
import { repositoryName, variantId } from "./variant-id.ts";
import type { VariantsTable } from "./variants-table.ts";

/** Where a variant came from, and how sure that is. */
export interface VariantOrigin extends Pick<VariantFacts, "repository" | "commit" | "variantKey"> {
  /** The models folder that Bitloft put it into; null for what stays where its owner keeps it. */
  root: string | null;
  /** Who that is, where it is known; else its path says it. */
  owner?: Owner;
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

  /** The variant that one of these files belongs to, also under another name (a link, another case), or that has the same content. */
  async findSame(model: { files: readonly InstalledFile[] }): Promise<VariantRecord | null> {
    for (const file of model.files) {
      const byPath = this.#variants.findByPath(file.path);
      if (byPath !== null) return byPath;
    }
    const [first] = model.files;
    if (first === undefined) return null;
    const alike = this.#variants.withFirstFileOfSize(first.sizeBytes);
    if (alike.length === 0) return null;
    const own = await fileIdentity(first.path);
    for (const variant of alike) {
      if (hasContent(variant, model.files)) return variant;
      if (own !== null && (await fileIdentity(variant.files[0]?.path ?? "")) === own) return variant;
    }
    return null;
  }
}

/** Whether a variant is opened at files that have this content, as far as it is known: of files without a hash it is not. */
const hasContent = ({ opened }: VariantRecord, wanted: readonly InstalledFile[]): boolean =>
  opened.length === wanted.length &&
  opened.every((file, index) => {
    const other = wanted[index];
    return (
      isAsNamed(file) && file.sha256 !== null && file.sha256 === other?.sha256 && file.sizeBytes === other.sizeBytes
    );
  });

/** What a program calls by its hash is what it says here too, though nobody has read it yet: it is asked for no more than the name. */
const isAsNamed = (place: PlaceRecord): boolean =>
  isSound(place) ||
  (place.here && !place.away && place.state === "unverified" && !["bitloft", "user"].includes(place.owner));

function placeOf(
  file: FoundFile,
  { root, state, owner = ownerOf(file.path) }: Pick<VariantOrigin, "root" | "state" | "owner">,
): NewPlace {
  const folder = root === null ? null : resolve(root);
  // A file outside the folders that downloads go to was not put there by Bitloft, whatever the record says.
  if (folder !== null && isInside(folder, file.path))
    return { ...file, folder, role: "models", owner: "bitloft", state };
  return { ...file, folder: dirname(file.path), role: "imported", owner, state };
}
