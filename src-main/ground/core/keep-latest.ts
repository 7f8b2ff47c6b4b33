/**
 * Makes an entry the latest of its map and drops the oldest ones beyond `most`: a `Map` keeps the order in which its keys were
 * set. Whoever counts a read as use sets the entry again.
 */
export function keepLatest<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
