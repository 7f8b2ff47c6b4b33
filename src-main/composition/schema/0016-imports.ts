/**
 * Conversations that were read from another program's file: which one it is there, and what it was like, so that the same file changes
 * nothing when it is read again and a newer one adds what is new. `fingerprint` is null until all of a conversation is here, `title` the
 * one that it came with. `source_id` of a message is the program's own. A part of the kind `other` is kept as it came, in `data`.
 */
export const imports = `
CREATE TABLE imported_conversations (
  conversation_id TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  source_id TEXT NOT NULL,
  title TEXT NOT NULL,
  fingerprint TEXT,
  source_updated_at INTEGER NOT NULL,
  imported_at INTEGER NOT NULL,
  UNIQUE (source, source_id)
) STRICT;

ALTER TABLE messages ADD COLUMN source_id TEXT;

CREATE TABLE new_message_parts (
  message INTEGER NOT NULL REFERENCES messages (sequence) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'thinking', 'tool-call', 'tool-result', 'attachment', 'citation', 'other')),
  text TEXT NOT NULL,
  data TEXT CHECK (json_valid(data)),
  PRIMARY KEY (message, position)
) STRICT;
INSERT INTO new_message_parts (message, position, kind, text, data) SELECT message, position, kind, text, data FROM message_parts;
DROP TABLE message_parts;
ALTER TABLE new_message_parts RENAME TO message_parts;
CREATE INDEX attachments_by_content ON attachments (sha256);
`;
