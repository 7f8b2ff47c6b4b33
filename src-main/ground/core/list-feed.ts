import type { Collection, CollectionChange } from "../../../src-shared/contract/index.ts";
import { ChangeFeed } from "./change-feed.ts";
import type { Dispose } from "./disposable.ts";

/** For a list that is only known as a whole: reports what has changed in it since the last report. */
export class ListFeed<T extends { id: string }> {
  readonly #feed = new ChangeFeed<T>();
  #items: readonly T[];
  /** Each as it was last reported, by its id. */
  #told: Map<string, string>;

  constructor(items: readonly T[]) {
    this.#items = items;
    this.#told = written(items);
  }

  /** As it was last reported. */
  list(): Collection<T> {
    return { revision: this.#feed.revision, items: [...this.#items] };
  }

  tell(items: readonly T[]): void {
    const before = this.#told;
    const now = written(items);
    this.#items = items;
    this.#told = now;
    this.#feed.tell({
      put: items.filter(({ id }) => before.get(id) !== now.get(id)),
      removed: [...before.keys()].filter((id) => !now.has(id)),
    });
  }

  /** Returns the function that ends the subscription. */
  on(listener: (change: CollectionChange<T>) => void): Dispose & (() => void) {
    return this.#feed.on(listener);
  }
}

const written = (items: readonly { id: string }[]): Map<string, string> =>
  new Map(items.map((item) => [item.id, JSON.stringify(item)]));
