/**
 * Makes an entry the latest of its map and drops the oldest ones beyond `most`: a `Map` keeps the order in which its keys were
 * set. To count a read as use, set the entry again.
 */
export function keepLatest<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
