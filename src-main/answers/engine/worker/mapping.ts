/** A stretch of a process's address space. */
export interface Mapping {
  bytes: number;
  /** The file that it shows; null for memory of the process's own. */
  path: string | null;
}

/** Reads a line of /proc/PID/maps, or the first of a part of smaps; null for every other line. */
export function mappingOf(line: string): Mapping | null {
  const [, from = "", to = "", path] = /^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \d+(?:\s+(\/.*)|\s.*)?$/.exec(line) ?? [];
  return to === "" ? null : { bytes: parseInt(to, 16) - parseInt(from, 16), path: path ?? null };
}
