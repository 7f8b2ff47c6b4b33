/** A migration that rebuilds the table which refers to itself, and to which nothing must happen. */
export const rebuildMessages = `
CREATE TABLE new_messages (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
  role TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, error_code TEXT, error_message TEXT, error_details TEXT,
  variant_name TEXT, prompt_tokens INTEGER, cached_tokens INTEGER, tokens INTEGER, tokens_per_second REAL,
  prompt_tokens_per_second REAL, first_token_ms REAL, context_used_tokens INTEGER, context_tokens INTEGER,
  created_at INTEGER NOT NULL, threads_usual INTEGER, threads_fewest INTEGER
) STRICT;
INSERT INTO new_messages SELECT * FROM messages;
DROP TABLE messages;
ALTER TABLE new_messages RENAME TO messages;
CREATE INDEX messages_by_conversation ON messages (conversation_id, sequence);
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE INDEX messages_streaming ON messages (state) WHERE state = 'streaming';
`;
