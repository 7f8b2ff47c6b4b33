/**
 * Prompts that several variants answered, each answer a side at the place where it is shown. `above` is what was said before it, as JSON, and
 * so are `settings` and `figures`. Of a vote, `better` is the place of the answer that was better, null of none.
 */
export const comparisons = `
CREATE TABLE comparisons (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  batch_id TEXT NOT NULL,
  prompt TEXT NOT NULL,
  above TEXT NOT NULL,
  settings TEXT NOT NULL,
  seed INTEGER NOT NULL,
  blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
  at_once INTEGER NOT NULL CHECK (at_once IN (0, 1)),
  revealed INTEGER NOT NULL DEFAULT 0 CHECK (revealed IN (0, 1)),
  voted_at INTEGER,
  better INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE comparison_sides (
  comparison INTEGER NOT NULL REFERENCES comparisons (sequence) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  variant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT,
  state TEXT NOT NULL,
  figures TEXT,
  error_code TEXT,
  error_key TEXT,
  error_message TEXT,
  error_details TEXT,
  PRIMARY KEY (comparison, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX comparison_sides_unfinished ON comparison_sides (state) WHERE state IN ('waiting', 'loading', 'answering');

CREATE TABLE comparison_parts (
  comparison INTEGER NOT NULL,
  side INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (comparison, side, position),
  FOREIGN KEY (comparison, side) REFERENCES comparison_sides (comparison, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`;
