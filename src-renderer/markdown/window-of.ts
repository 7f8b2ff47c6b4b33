/** Of a long list, the part that is on the page, in steps of half a part: what was seen last is always still there. */
export interface ListWindow {
  from: number;
  to: number;
  /** Where the part before this one begins; null where there is none. */
  earlier: number | null;
  /** As `earlier`, of the part after. */
  later: number | null;
}

/** `chosen`: where the part begins; null for the list's end, which then follows the list as it grows. */
export function windowOf(count: number, size: number, chosen: number | null): ListWindow {
  const half = Math.floor(size / 2);
  const last = count <= size ? 0 : (Math.floor(count / half) - 1) * half;
  const from = Math.min(chosen ?? last, last);
  const to = from === last ? count : from + size;
  return {
    from,
    to,
    earlier: from > 0 ? Math.max(0, from - half) : null,
    later: from < last ? from + half : null,
  };
}
