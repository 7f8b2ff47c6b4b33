import { downloadStates } from "../../../src-shared/contract/index.ts";
import {
  type Row,
  errorColumns,
  flag,
  integer,
  readError,
  text,
  textOrNull,
  word,
  words,
} from "../../ground/storage/index.ts";
import type { Interval } from "./intervals.ts";
import type { JournalEntry, JournalFile } from "./journal.ts";

/** Of a download, but for its files and who holds it. */
export const entryColumns = `id, repository, commit_hash, variant_key, label, modifiers, state, ${errorColumns}, variant_id, created_at, root, rank`;

export function readEntry(row: Row): Omit<JournalEntry, "files"> {
  return {
    id: text(row, "id"),
    repository: text(row, "repository"),
    commit: text(row, "commit_hash"),
    variantKey: text(row, "variant_key"),
    label: text(row, "label"),
    modifiers: words(row, "modifiers"),
    state: word(row, "state", downloadStates),
    error: readError(row),
    variantId: textOrNull(row, "variant_id"),
    createdAt: integer(row, "created_at"),
    root: text(row, "root"),
    rank: integer(row, "rank"),
  };
}

export function readFile(row: Row, ranges: readonly Interval[]): JournalFile {
  return {
    remotePath: text(row, "remote_path"),
    finalPath: text(row, "final_path"),
    partPath: text(row, "part_path"),
    sizeBytes: integer(row, "size_bytes"),
    sha256: textOrNull(row, "sha256"),
    etag: textOrNull(row, "etag"),
    installed: flag(row, "installed"),
    ranges: [...ranges],
  };
}
