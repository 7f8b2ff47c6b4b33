/**
 * The journal of the downloads. `download_ranges` holds the bytes that are known to be on the disk: rows are written only
 * after the data has been synchronised. `owner` and `renewed_at` are the lease of the one process that writes.
 */
export const downloads = `
CREATE TABLE downloads (
  id TEXT PRIMARY KEY,
  repository TEXT NOT NULL,
  commit_hash TEXT NOT NULL,
  variant_key TEXT NOT NULL,
  label TEXT NOT NULL,
  modifiers TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'downloading', 'verifying', 'paused', 'failed', 'done')),
  error_code TEXT,
  error_message TEXT,
  error_details TEXT,
  variant_id TEXT,
  root TEXT NOT NULL,
  owner TEXT,
  renewed_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (repository, commit_hash, variant_key)
) STRICT;

CREATE TABLE download_files (
  download_id TEXT NOT NULL REFERENCES downloads (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  remote_path TEXT NOT NULL,
  final_path TEXT NOT NULL,
  part_path TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT,
  etag TEXT,
  installed INTEGER NOT NULL CHECK (installed IN (0, 1)),
  PRIMARY KEY (download_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE download_ranges (
  download_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte INTEGER NOT NULL CHECK (end_byte > start_byte),
  PRIMARY KEY (download_id, position, start_byte),
  FOREIGN KEY (download_id, position) REFERENCES download_files (download_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`;
