/**
 * What was predicted for each load and what came of it. `machine`, `driver` and `engine_version` say what a row may teach about;
 * `base_*` are the figures without what earlier loads had taught, so that a correction never corrects itself.
 * `ledger_speeds` sums tokens and time by depth, so that one long answer counts for more than many short ones; `disturbed` keeps apart
 * those answers during which other programs took cores.
 */
export const ledger = `
CREATE TABLE ledger_loads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  machine TEXT NOT NULL,
  driver TEXT,
  engine_version TEXT NOT NULL,
  variant TEXT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('loaded', 'failed')),
  context_tokens INTEGER NOT NULL,
  kv_type TEXT NOT NULL,
  gpu_layers INTEGER NOT NULL,
  backend TEXT,
  flash_attention INTEGER NOT NULL CHECK (flash_attention IN (0, 1)),
  mmap INTEGER NOT NULL CHECK (mmap IN (0, 1)),
  batch_tokens INTEGER NOT NULL,
  sequences INTEGER NOT NULL,
  cpu_expert_layers INTEGER NOT NULL,
  repack INTEGER NOT NULL CHECK (repack IN (0, 1)),
  threads INTEGER NOT NULL,
  predicted_anonymous_bytes INTEGER,
  predicted_file_backed_bytes INTEGER,
  predicted_gpu_bytes INTEGER,
  predicted_tokens_per_second_low REAL,
  predicted_tokens_per_second_high REAL,
  base_anonymous_bytes INTEGER,
  base_place TEXT CHECK (base_place IN ('cpu', 'gpu', 'split')),
  base_active_bytes INTEGER,
  base_empty_tokens_per_second REAL,
  base_full_tokens_per_second REAL,
  base_prompt_tokens_per_second REAL,
  measured_anonymous_bytes INTEGER,
  measured_file_backed_bytes INTEGER,
  measured_gpu_bytes INTEGER,
  load_ms REAL,
  first_token_ms REAL,
  error_code TEXT,
  error_message TEXT,
  error_details TEXT
) STRICT;

CREATE INDEX ledger_loads_by_machine ON ledger_loads (machine, id);

CREATE TABLE ledger_speeds (
  load_id INTEGER NOT NULL REFERENCES ledger_loads (id) ON DELETE CASCADE,
  bucket INTEGER NOT NULL,
  disturbed INTEGER NOT NULL CHECK (disturbed IN (0, 1)),
  context_tokens INTEGER NOT NULL,
  tokens REAL NOT NULL,
  decode_ms REAL NOT NULL,
  prompt_tokens REAL NOT NULL,
  prompt_ms REAL NOT NULL,
  PRIMARY KEY (load_id, bucket, disturbed)
) STRICT, WITHOUT ROWID;
`;
