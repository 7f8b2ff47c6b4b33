/**
 * What is installed: variants and the files they are made of. `root` is the models folder that a download went to:
 * files are deleted only inside it. It is null for what was imported, whose files are never deleted.
 */
export const library = `
CREATE TABLE variants (
  id TEXT PRIMARY KEY,
  repository TEXT,
  commit_hash TEXT,
  variant_key TEXT,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  modifiers TEXT NOT NULL,
  architecture TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  trained_context_tokens INTEGER,
  state TEXT NOT NULL CHECK (state IN ('ready', 'missing', 'damaged', 'unverified')),
  root TEXT,
  added_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;

CREATE TABLE variant_files (
  variant_id TEXT NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT,
  modified_at INTEGER NOT NULL,
  PRIMARY KEY (variant_id, position)
) STRICT, WITHOUT ROWID;
`;
