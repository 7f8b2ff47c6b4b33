/**
 * What a model has written of a branch's beginning, at the last message that it stands for: whoever has that message has all those above it,
 * and what is written in the place of one of them is another branch. And which answers were written with one.
 */
export const summaries = `
CREATE TABLE summaries (
  message INTEGER PRIMARY KEY REFERENCES messages (sequence) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)),
  variant_name TEXT,
  read_tokens INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX summaries_of_conversation ON summaries (conversation_id);
ALTER TABLE answer_figures ADD COLUMN left_out_summarised INTEGER NOT NULL DEFAULT 0 CHECK (left_out_summarised IN (0, 1));
`;
