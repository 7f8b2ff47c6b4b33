/** A backup that was written, by its file's name. */
export interface BackupFile {
  fileName: string;
  sizeBytes: number;
  /** Files that messages have. */
  attachments: number;
}

/** A backup that was checked, and takes the place of what is there at the next start. */
export interface WaitingRestore {
  /** When it was made, and by which Bitloft. */
  createdAt: number;
  appVersion: string;
  attachments: number;
}

/** How far one has come that is written or checked; the database counts twice, as it is copied first. */
export interface BackupProgress {
  doneBytes: number;
  totalBytes: number;
}
