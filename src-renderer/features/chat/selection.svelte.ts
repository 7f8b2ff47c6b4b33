import { SvelteSet } from "svelte/reactivity";

/** Conversations that were chosen together, by their ids. */
export class Selection {
  readonly #ids = new SvelteSet<string>();
  /** Where a range begins. */
  #anchor: string | null = null;

  get ids(): readonly string[] {
    return [...this.#ids];
  }
  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** A range begins here from now on, though nothing is chosen. */
  startAt(id: string): void {
    this.clear();
    this.#anchor = id;
  }

  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = id;
  }

  /** All from where a range begins to this one, in the order in which they are shown; nothing else stays chosen. */
  extendTo(id: string, shown: readonly string[]): void {
    const to = shown.indexOf(id);
    const anchored = this.#anchor === null ? -1 : shown.indexOf(this.#anchor);
    const from = anchored < 0 ? to : anchored;
    this.#ids.clear();
    for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#ids.add(one);
    this.#anchor = shown[from] ?? id;
  }

  choose(ids: readonly string[]): void {
    this.#ids.clear();
    for (const id of ids) this.#ids.add(id);
  }

  /** These are chosen no longer. */
  leave(ids: readonly string[]): void {
    for (const id of ids) this.#ids.delete(id);
    if (this.#anchor !== null && ids.includes(this.#anchor)) this.#anchor = null;
  }

  clear(): void {
    this.#ids.clear();
    this.#anchor = null;
  }
}
