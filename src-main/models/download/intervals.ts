/** Bytes from `start` up to, not including, `end`. */
export interface Interval {
  start: number;
  end: number;
}

/** A set of bytes as disjoint intervals in order; neighbours are merged, so that it stays a handful of entries. */
export class Intervals {
  readonly #items: Interval[] = [];

  constructor(items: Iterable<Interval> = []) {
    for (const item of items) this.add(item.start, item.end);
  }

  add(start: number, end: number): void {
    if (end <= start) return;
    const items = this.#items;
    // First that touches the new one, and first that is wholly behind it.
    let first = 0;
    while (first < items.length && (items[first] as Interval).end < start) first++;
    let behind = first;
    let merged: Interval = { start, end };
    while (behind < items.length && (items[behind] as Interval).start <= end) {
      const item = items[behind] as Interval;
      merged = { start: Math.min(merged.start, item.start), end: Math.max(merged.end, item.end) };
      behind++;
    }
    items.splice(first, behind - first, merged);
  }

  /** What of `[start, end)` is not in the set, in order. */
  missing(start: number, end: number): Interval[] {
    const gaps: Interval[] = [];
    let position = start;
    for (const item of this.#items) {
      if (item.end <= position) continue;
      if (item.start >= end) break;
      if (item.start > position) gaps.push({ start: position, end: item.start });
      position = item.end;
    }
    if (position < end) gaps.push({ start: position, end });
    return gaps;
  }

  /** Drops everything from `end` on. */
  clipTo(end: number): void {
    while (this.#items.length > 0) {
      const last = this.#items[this.#items.length - 1] as Interval;
      if (last.end <= end) return;
      this.#items.pop();
      if (last.start < end) this.#items.push({ start: last.start, end });
    }
  }

  clear(): void {
    this.#items.length = 0;
  }

  /** Up to where the set is whole from byte 0. */
  get prefixEnd(): number {
    const first = this.#items[0];
    return first?.start === 0 ? first.end : 0;
  }

  get bytes(): number {
    return this.#items.reduce((sum, item) => sum + item.end - item.start, 0);
  }

  toArray(): Interval[] {
    return this.#items.map((item) => ({ ...item }));
  }
}
