import type { CollectionChange } from "../../../src-shared/contract/index.ts";

/** Numbers the changes of a list, as main does. */
export class FakeNews<T extends { id: string }> {
  readonly #emit: (change: CollectionChange<T>) => void;
  revision = 0;

  constructor(emit: (change: CollectionChange<T>) => void) {
    this.#emit = emit;
  }

  tell({ put = [], removed = [] }: { put?: T[]; removed?: string[] }): void {
    this.#emit({ revision: ++this.revision, put, removed });
  }

  /** What turns one list into the other. */
  tellDifference(before: readonly T[], now: readonly T[]): void {
    const ids = new Set(now.map(({ id }) => id));
    this.tell({
      put: now.filter((item) => !before.includes(item)),
      removed: before.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
    });
  }
}
