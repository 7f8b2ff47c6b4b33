/**
 * Conversations are trees: a message knows its parent, a conversation the last message of the branch it shows.
 * `sequence` orders siblings, since two messages can share a millisecond. The name of a variant outlives the variant.
 */
export const chat = `
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  variant_id TEXT REFERENCES variants (id) ON DELETE SET NULL,
  variant_name TEXT,
  system_prompt TEXT NOT NULL,
  temperature REAL NOT NULL,
  top_p REAL NOT NULL,
  top_k INTEGER NOT NULL,
  seed INTEGER,
  max_tokens INTEGER,
  context_tokens INTEGER,
  head_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX conversations_by_use ON conversations (updated_at DESC);
CREATE INDEX conversations_by_variant ON conversations (variant_id);

CREATE TABLE messages (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('complete', 'streaming', 'stopped', 'interrupted', 'failed')),
  error_code TEXT,
  error_message TEXT,
  error_details TEXT,
  variant_name TEXT,
  prompt_tokens INTEGER,
  cached_tokens INTEGER,
  tokens INTEGER,
  tokens_per_second REAL,
  prompt_tokens_per_second REAL,
  first_token_ms REAL,
  context_used_tokens INTEGER,
  context_tokens INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_conversation ON messages (conversation_id, sequence);
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE INDEX messages_streaming ON messages (state) WHERE state = 'streaming';
`;
