/**
 * Conversations are read in pages, so their order is one without ties. `searched_folders` are the models folders in
 * which downloaded models were looked for: a database that was lost, or a folder that was moved, knows nothing of the
 * files there.
 */
export const scale = `
DROP INDEX conversations_by_use;
CREATE INDEX conversations_by_use ON conversations (updated_at DESC, id DESC);

CREATE TABLE searched_folders (
  path TEXT PRIMARY KEY,
  searched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
