/**
 * A blob is content, a place is where it is stored, a variant is made of the blobs at its places. `owner` says which
 * program put a file there: only what is Bitloft's is ever moved or deleted. A folder remembers the volume it was last
 * seen on, so that a disconnected drive can be distinguished from deleted files; what is known of its places stays as
 * it was.
 *
 * `size_bytes` and `modified_at` of a place are those at which its `state` was found. A blob whose `sha256` has not
 * been calculated yet belongs to a single place.
 */
export const content = `
CREATE TABLE folders (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('models', 'imported')),
  volume TEXT,
  away INTEGER NOT NULL CHECK (away IN (0, 1)),
  searched_at INTEGER
) STRICT;

CREATE TABLE blobs (
  id INTEGER PRIMARY KEY,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT,
  UNIQUE (size_bytes, sha256)
) STRICT;

CREATE TABLE places (
  id INTEGER PRIMARY KEY,
  folder_id INTEGER NOT NULL REFERENCES folders (id),
  path TEXT NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  owner TEXT NOT NULL CHECK (owner IN ('bitloft', 'lm-studio', 'ollama', 'hf-cache', 'jan', 'gpt4all', 'llama-cpp', 'user')),
  state TEXT NOT NULL CHECK (state IN ('ready', 'damaged', 'unverified')),
  here INTEGER NOT NULL CHECK (here IN (0, 1)),
  size_bytes INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  seen_at INTEGER,
  UNIQUE (folder_id, path)
) STRICT;

CREATE INDEX places_by_blob ON places (blob_id);

CREATE TABLE files_before AS
SELECT f.variant_id, f.position, f.path, f.size_bytes, f.sha256, f.modified_at, v.state,
  CASE WHEN f.path LIKE '/%' THEN '/' ELSE '\\' END AS separator,
  rtrim(v.root, CASE WHEN f.path LIKE '/%' THEN '/' ELSE '\\' END) AS root,
  '/' || lower(replace(f.path, '\\', '/')) AS plain
FROM variant_files AS f JOIN variants AS v ON v.id = f.variant_id
ORDER BY v.added_at, v.id, f.position;

CREATE TABLE files_placed AS
SELECT rowid AS id, *, root IS NOT NULL AND substr(path, 1, length(root) + 1) = root || separator AS below_root,
  rtrim(path, replace(path, separator, '')) AS parent
FROM files_before;

CREATE TABLE files_owned AS
SELECT id, variant_id, position, size_bytes, sha256, modified_at, state,
  CASE WHEN below_root THEN 'models' ELSE 'imported' END AS role,
  CASE WHEN below_root THEN substr(path, length(root) + 2) ELSE substr(path, length(parent) + 1) END AS path,
  CASE WHEN below_root THEN root || CASE WHEN instr(root, separator) THEN '' ELSE separator END
    WHEN length(parent) - length(replace(parent, separator, '')) = 1 THEN parent
    ELSE rtrim(parent, separator) END AS folder,
  CASE WHEN below_root THEN 'bitloft'
    WHEN plain LIKE '%/blobs/sha256-%' THEN 'ollama'
    WHEN plain LIKE '%/models--%/snapshots/%' OR plain LIKE '%/models--%/blobs/%' THEN 'hf-cache'
    WHEN plain LIKE '%/.lmstudio/models/%' OR plain LIKE '%/.cache/lm-studio/models/%' THEN 'lm-studio'
    WHEN plain LIKE '%/jan/data/llamacpp/models/%' THEN 'jan'
    WHEN plain LIKE '%/nomic.ai/gpt4all/%' THEN 'gpt4all'
    WHEN plain LIKE '%/.cache/llama.cpp/%' OR plain LIKE '%/library/caches/llama.cpp/%' OR plain LIKE '%/local/llama.cpp/%' THEN 'llama-cpp'
    ELSE 'user' END AS owner
FROM files_placed;

INSERT OR IGNORE INTO folders (path, role, away, searched_at)
SELECT coalesce(nullif(rtrim(path, CASE WHEN path LIKE '/%' THEN '/' ELSE '\\' END), ''), path), 'models', 0, searched_at FROM searched_folders;
INSERT OR IGNORE INTO folders (path, role, away) SELECT folder, role, 0 FROM files_owned ORDER BY role DESC, id;

INSERT INTO blobs (id, size_bytes, sha256)
SELECT min(id), size_bytes, sha256 FROM files_owned
GROUP BY size_bytes, sha256, CASE WHEN sha256 IS NULL THEN id END;

INSERT INTO places (id, folder_id, path, blob_id, owner, state, here, size_bytes, modified_at)
SELECT f.id, (SELECT id FROM folders WHERE path = f.folder), f.path,
  coalesce((SELECT id FROM blobs AS b WHERE b.size_bytes = f.size_bytes AND b.sha256 = f.sha256), f.id),
  f.owner, CASE f.state WHEN 'missing' THEN 'ready' ELSE f.state END, f.state <> 'missing', f.size_bytes, f.modified_at
FROM files_owned AS f;

DROP TABLE variant_files;
CREATE TABLE variant_files (
  variant_id TEXT NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  place_id INTEGER NOT NULL REFERENCES places (id),
  PRIMARY KEY (variant_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX variant_files_by_place ON variant_files (place_id);
INSERT INTO variant_files SELECT variant_id, position, id FROM files_owned;

DROP TABLE files_before;
DROP TABLE files_placed;
DROP TABLE files_owned;
DROP TABLE searched_folders;
ALTER TABLE variants DROP COLUMN state;
ALTER TABLE variants DROP COLUMN root;
`;
