import { closeSync, openSync, readSync } from "node:fs";

const magic = Buffer.from("SQLite format 3\0", "latin1");
/** Offsets of the versions that a program must know to write and to read the file; SQLite knows 1 and 2. */
const formatVersionOffsets = [18, 19] as const;
const headerBytes = 20;

/**
 * Whether a file that is not empty begins otherwise than a database. A wrong format version alone would look like a
 * file without write permission, which is not damage. Throws what the file system throws.
 */
export function hasForeignHeader(path: string): boolean {
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, headerBytes, 0);
  } finally {
    closeSync(file);
  }
  if (!header.subarray(0, magic.length).equals(magic)) return true;
  return formatVersionOffsets.some((offset) => header[offset] !== 1 && header[offset] !== 2);
}
