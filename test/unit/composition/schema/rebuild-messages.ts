/** A migration that rebuilds the table which refers to itself, and to which nothing must happen. */
export const rebuildMessages = `
CREATE TABLE new_messages (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
  depth INTEGER NOT NULL, role TEXT NOT NULL, state TEXT NOT NULL, error_code TEXT, error_message TEXT, error_details TEXT,
  variant_name TEXT, created_at INTEGER NOT NULL, error_key TEXT, source_id TEXT, edited INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_messages SELECT * FROM messages;
DROP TABLE messages;
ALTER TABLE new_messages RENAME TO messages;
CREATE INDEX messages_by_conversation ON messages (conversation_id, sequence);
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE INDEX messages_streaming ON messages (state) WHERE state = 'streaming';
`;
