import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { ChangeFeed, type Dispose } from "../../ground/core/index.ts";
import { isSound } from "./opened-files.ts";
import { toInstalled } from "./to-installed.ts";
import type { VariantRecord } from "./types.ts";
import type { VariantsTable } from "./variants-table.ts";

const fewIds = 20;

/** Reports what changed in the library, by any process. */
export class LibraryFeed {
  readonly #variants: VariantsTable;
  readonly #feed = new ChangeFeed<InstalledVariant>();
  /** Each variant as it was last reported, to find what another process has changed; null until that is asked for. */
  #told: Map<string, string> | null = null;

  constructor(variants: VariantsTable) {
    this.#variants = variants;
  }

  get revision(): number {
    return this.#feed.revision;
  }

  /** What this process has changed: added, changed or removed. Another variant may be opened at a place of theirs. */
  changed(ids: readonly string[]): void {
    const put = this.#others(ids).map(toInstalled);
    const removed: string[] = [];
    // One by one a few are read faster; many are not.
    const all = ids.length > fewIds ? new Map(this.#variants.list().map((variant) => [variant.id, variant])) : null;
    for (const id of ids) {
      const variant = all === null ? this.#variants.get(id) : (all.get(id) ?? null);
      if (variant === null) removed.push(id);
      else put.push(toInstalled(variant));
    }
    this.#tell(put, removed);
  }

  /** Of the same content, and without files of their own that could be opened. */
  #others(ids: readonly string[]): VariantRecord[] {
    const told = new Set(ids);
    const others = new Set(this.#variants.withContentOf(ids).filter((id) => !told.has(id)));
    return [...others].flatMap((id) => this.#variants.get(id) ?? []).filter((variant) => !variant.files.every(isSound));
  }

  /** Compares with what was reported; the first time only remembers. */
  noticeOutsideChanges(): void {
    const now = this.#variants.list().map(toInstalled);
    const told = this.#told;
    this.#told = new Map(now.map((variant) => [variant.id, JSON.stringify(variant)]));
    if (told === null) return;
    const current = this.#told;
    this.#tell(
      now.filter(({ id }) => told.get(id) !== current.get(id)),
      [...told.keys()].filter((id) => !current.has(id)),
    );
  }

  on(listener: Parameters<ChangeFeed<InstalledVariant>["on"]>[0]): Dispose & (() => void) {
    return this.#feed.on(listener);
  }

  #tell(put: InstalledVariant[], removed: string[]): void {
    for (const variant of put) this.#told?.set(variant.id, JSON.stringify(variant));
    for (const id of removed) this.#told?.delete(id);
    this.#feed.tell({ put, removed });
  }
}
