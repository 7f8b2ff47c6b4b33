/**
 * A list that only grows, and of which every earlier state stays as it was: appending costs no copy as long as each state is
 * appended to once, so that reading a text of a million lines takes a million steps and not their square.
 */
export class AppendList<T> {
  readonly length: number;
  readonly #items: T[];

  private constructor(items: T[], length: number) {
    this.#items = items;
    this.length = length;
  }

  static empty<T>(): AppendList<T> {
    return new AppendList<T>([], 0);
  }

  append(item: T): AppendList<T> {
    // Another state was appended to before: its items are not ours.
    const items = this.length === this.#items.length ? this.#items : this.#items.slice(0, this.length);
    items.push(item);
    return new AppendList(items, items.length);
  }

  toArray(): readonly T[] {
    return this.#items.slice(0, this.length);
  }
}
