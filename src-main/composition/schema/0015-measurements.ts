/**
 * What was measured, by the hashes of both files and of the text, and by how many tokens were asked for: `result` is JSON. And what was made
 * here, by the hash of what came out: `result` likewise.
 */
export const measurements = `
CREATE TABLE measurements (
  reference_sha256 TEXT NOT NULL,
  variant_sha256 TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  engine_version TEXT NOT NULL,
  result TEXT NOT NULL,
  measured_at INTEGER NOT NULL,
  PRIMARY KEY (reference_sha256, variant_sha256, text_sha256, tokens, engine_version)
) STRICT, WITHOUT ROWID;

CREATE TABLE made_files (
  sha256 TEXT PRIMARY KEY,
  from_label TEXT NOT NULL,
  from_sha256 TEXT NOT NULL,
  matrix_sha256 TEXT,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
