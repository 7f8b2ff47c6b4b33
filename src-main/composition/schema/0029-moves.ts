/**
 * Files that are being moved to another folder, one row each until nothing of the move is left to do: what a process that ended has to
 * undo or to finish. `place_id` refers to nothing, since a file that has moved outlives its variant there. Sizes and times are those at
 * which each of the two was found.
 */
export const moves = `
CREATE TABLE moves (
  id INTEGER PRIMARY KEY,
  place_id INTEGER NOT NULL UNIQUE,
  process TEXT NOT NULL,
  renewed_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('copying', 'placing', 'moved')),
  from_folder TEXT NOT NULL,
  from_path TEXT NOT NULL,
  from_modified_at INTEGER NOT NULL,
  to_folder TEXT NOT NULL,
  to_path TEXT NOT NULL,
  to_modified_at INTEGER,
  part_path TEXT NOT NULL,
  size_bytes INTEGER NOT NULL
) STRICT;
`;
