import type { CollectionChange } from "../../../src-shared/contract/index.ts";
import type { Dispose } from "./disposable.ts";
import { Emitter } from "./emitter.ts";

/** A list's news, item by item; see `CollectionChange`. */
export class ChangeFeed<T> {
  readonly #changes = new Emitter<CollectionChange<T>>();
  #revision = 0;

  /** Of the last change that was reported. */
  get revision(): number {
    return this.#revision;
  }

  /** Reports nothing where nothing changed. */
  tell({ put = [], removed = [] }: { put?: T[]; removed?: string[] }): void {
    if (put.length === 0 && removed.length === 0) return;
    this.#revision++;
    this.#changes.emit({ revision: this.#revision, put, removed });
  }

  /** More has changed than can be listed: a number is skipped, so that listeners ask for the whole list. */
  tellGap(): void {
    this.#revision += 2;
    this.#changes.emit({ revision: this.#revision, put: [], removed: [] });
  }

  /** Returns the function that ends the subscription. */
  on(listener: (change: CollectionChange<T>) => void): Dispose & (() => void) {
    return this.#changes.on(listener);
  }
}
