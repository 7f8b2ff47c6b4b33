import { partText } from "../../answers/engine/index.ts";
import {
  type MigratingDatabase,
  type Row,
  integer,
  integerOrNull,
  real,
  text,
  textOrNull,
} from "../../ground/storage/index.ts";

/** Rows that are converted at a time: a question may be two million characters long. */
const batchSize = 100;

/**
 * A message is made of parts; until now an answer and its reasoning were one text. The figures of an answer are in a
 * table of their own, and the settings of a conversation are one JSON column that says its version: no query filters by
 * temperature, and every new sampler would otherwise need a migration. `depth` counts the messages above. What is in
 * `unsearched_messages` is not in the search's index yet. Folders, presets and attachments are tables that the features
 * to come will fill.
 */
export function parts(db: MigratingDatabase): void {
  db.exec(newTables);
  convertConversations(db);
  convertMessages(db);
  db.exec(exchangeTables);
}

const newTables = `
CREATE TABLE conversation_folders (
  id TEXT PRIMARY KEY,
  parent_id TEXT REFERENCES conversation_folders (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_folders_by_parent ON conversation_folders (parent_id);

CREATE TABLE presets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE new_conversations (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  folder_id TEXT REFERENCES conversation_folders (id) ON DELETE SET NULL,
  variant_id TEXT REFERENCES variants (id) ON DELETE SET NULL,
  variant_name TEXT,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  head_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE new_messages (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
  depth INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  state TEXT NOT NULL CHECK (state IN ('complete', 'streaming', 'stopped', 'interrupted', 'failed')),
  error_code TEXT,
  error_message TEXT,
  error_details TEXT,
  variant_name TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE message_parts (
  message INTEGER NOT NULL REFERENCES messages (sequence) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'thinking', 'tool-call', 'tool-result', 'attachment', 'citation')),
  text TEXT NOT NULL,
  data TEXT CHECK (json_valid(data)),
  PRIMARY KEY (message, position)
) STRICT;

CREATE TABLE answer_figures (
  message INTEGER PRIMARY KEY REFERENCES messages (sequence) ON DELETE CASCADE,
  prompt_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  tokens_per_second REAL,
  prompt_tokens_per_second REAL,
  first_token_ms REAL,
  context_used_tokens INTEGER NOT NULL,
  context_tokens INTEGER NOT NULL,
  threads_usual INTEGER,
  threads_fewest INTEGER
) STRICT;

CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  message INTEGER REFERENCES messages (sequence) ON DELETE CASCADE,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attachments_by_message ON attachments (message);

CREATE TABLE drafts (
  conversation_id TEXT UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  pasted TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE unsearched_messages (
  message INTEGER PRIMARY KEY REFERENCES messages (sequence) ON DELETE CASCADE
) STRICT;
`;

function convertConversations(db: MigratingDatabase): void {
  const convert = (row: Row): number => {
    const settings = {
      version: 1,
      systemPrompt: text(row, "system_prompt"),
      sampling: {
        temperature: real(row, "temperature"),
        topP: real(row, "top_p"),
        topK: integer(row, "top_k"),
        seed: integerOrNull(row, "seed"),
        maxTokens: integerOrNull(row, "max_tokens"),
      },
      contextTokens: integerOrNull(row, "context_tokens"),
    };
    // By JavaScript: SQLite's JSON writes fifteen digits of a number.
    db.run(
      `INSERT INTO new_conversations (id, title, variant_id, variant_name, settings, head_id, created_at, updated_at)
       SELECT id, title, variant_id, variant_name, ?, head_id, created_at, updated_at FROM conversations WHERE id = ?`,
      [JSON.stringify(settings), text(row, "id")],
    );
    return integer(row, "number");
  };
  inBatches((after) =>
    db.all(
      `SELECT rowid AS number, id, system_prompt, temperature, top_p, top_k, seed, max_tokens, context_tokens
       FROM conversations WHERE rowid > ? ORDER BY rowid LIMIT ${batchSize}`,
      [after],
      convert,
    ),
  );
}

function convertMessages(db: MigratingDatabase): void {
  const depths = new Map<string, number>();
  const convert = (row: Row): number => {
    const sequence = integer(row, "sequence");
    const parentId = textOrNull(row, "parent_id");
    // A parent is always created before its children.
    const depth = parentId === null ? 0 : (depths.get(parentId) ?? -1) + 1;
    depths.set(text(row, "id"), depth);
    db.run(
      `INSERT INTO new_messages SELECT sequence, id, conversation_id, parent_id, ?, role, state, error_code, error_message,
         error_details, variant_name, created_at FROM messages WHERE sequence = ?`,
      [depth, sequence],
    );
    const said = text(row, "text");
    const found =
      text(row, "role") === "assistant"
        ? Object.entries(partText(said)).filter(([, part]) => part !== "")
        : [["text", said]];
    for (const [position, [kind = "text", part = ""]] of found.entries()) {
      db.run("INSERT INTO message_parts (message, position, kind, text) VALUES (?, ?, ?, ?)", [
        sequence,
        position,
        kind,
        part,
      ]);
    }
    return sequence;
  };
  inBatches((after) =>
    db.all(
      `SELECT sequence, id, parent_id, role, text FROM messages WHERE sequence > ? ORDER BY sequence LIMIT ${batchSize}`,
      [after],
      convert,
    ),
  );
}

/** `take` converts some of the rows after a number, and answers with their numbers. */
function inBatches(take: (after: number) => number[]): void {
  for (let after: number | undefined = -1; after !== undefined;) after = take(after).at(-1);
}

const exchangeTables = `
INSERT INTO answer_figures
SELECT sequence, coalesce(prompt_tokens, 0), coalesce(cached_tokens, 0), tokens, tokens_per_second, prompt_tokens_per_second,
  first_token_ms, coalesce(context_used_tokens, 0), coalesce(context_tokens, 0), threads_usual,
  CASE WHEN threads_usual IS NULL THEN NULL ELSE coalesce(threads_fewest, threads_usual) END
FROM messages WHERE tokens IS NOT NULL;

DELETE FROM sqlite_sequence WHERE name = 'new_messages';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_messages', seq FROM sqlite_sequence WHERE name = 'messages';

DROP TABLE messages;
ALTER TABLE new_messages RENAME TO messages;
CREATE INDEX messages_by_conversation ON messages (conversation_id, sequence);
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE INDEX messages_at_root ON messages (conversation_id, sequence) WHERE parent_id IS NULL;
CREATE INDEX messages_streaming ON messages (state) WHERE state = 'streaming';

DROP TABLE conversations;
ALTER TABLE new_conversations RENAME TO conversations;
CREATE INDEX conversations_by_use ON conversations (updated_at DESC, id DESC);
CREATE INDEX conversations_by_variant ON conversations (variant_id);
CREATE INDEX conversations_by_folder ON conversations (folder_id);

INSERT INTO unsearched_messages SELECT sequence FROM messages;
`;
