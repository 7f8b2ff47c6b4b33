import type { JournalEntry } from "./journal.ts";

/** Of all its files. */
export function totalBytes(entry: JournalEntry): number {
  return entry.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** On the disk for certain. */
export function journaledBytes(entry: JournalEntry): number {
  return entry.files.reduce(
    (sum, { installed, sizeBytes, ranges }) =>
      sum + (installed ? sizeBytes : ranges.reduce((bytes, range) => bytes + range.end - range.start, 0)),
    0,
  );
}

/** Of the files that have been found right. */
export function installedBytes(entry: JournalEntry): number {
  return entry.files.reduce((sum, file) => sum + (file.installed ? file.sizeBytes : 0), 0);
}

/** Still to be fetched. */
export function missingBytes(entry: JournalEntry): number {
  return totalBytes(entry) - journaledBytes(entry);
}
