import type { AnyOf } from "./left-out.ts";

/** All of a list, as it was at `revision`. */
export interface Collection<T> {
  revision: number;
  items: T[];
}

/** A part of a list in its order; `next` is the cursor of what follows, null at the end. */
export interface CollectionPage<T> extends Collection<T> {
  next: string | null;
}

/** What changed in a list: its new and changed items whole, and the ids of those that are gone. `revision` counts up by one, so one that was missed shows. */
export interface CollectionChange<T> {
  revision: number;
  put: T[];
  removed: string[];
}

/** Which part of a list is asked for. */
export interface ListPage {
  /** Opaque: the `next` of the page before; null for the first one. */
  cursor: string | null;
}
export type ListPageInput = AnyOf<ListPage>;
