import type { Download, ErrorDto } from "../../../src-shared/contract/index.ts";
import type { DownloadTask } from "./download-task.ts";
import { installedBytes, journaledBytes, totalBytes as totalBytesOf } from "./entry-bytes.ts";
import type { DownloadState, JournalEntry } from "./journal.ts";

/** A download as it is shown: the journal's word, and while it runs what only the running task knows. */
export function describeDownload(
  entry: JournalEntry,
  { state, error }: { state: DownloadState; error: ErrorDto | null },
  task: DownloadTask | null,
  waits: Download["waits"],
): Download {
  const totalBytes = totalBytesOf(entry);
  const receivedBytes = task?.receivedBytes ?? journaledBytes(entry);
  const speed = state === "downloading" ? (task?.bytesPerSecond ?? null) : null;
  return {
    id: entry.id,
    repository: entry.repository,
    commit: entry.commit,
    variant: entry.variantKey,
    label: entry.label,
    state,
    totalBytes,
    receivedBytes,
    verifiedBytes: task?.verifiedBytes ?? installedBytes(entry),
    bytesPerSecond: speed === null ? null : Math.round(speed),
    secondsLeft: speed === null || speed < 1 ? null : Math.ceil((totalBytes - receivedBytes) / speed),
    retry: task?.retry ?? null,
    error,
    waits,
    rank: entry.rank,
    variantId: entry.variantId,
    createdAt: entry.createdAt,
  };
}
