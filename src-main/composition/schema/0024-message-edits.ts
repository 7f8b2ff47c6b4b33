/** What was typed in a message's place and not saved. */
export const messageEdits = `
CREATE TABLE message_edits (
  message INTEGER PRIMARY KEY REFERENCES messages (sequence) ON DELETE CASCADE,
  text TEXT NOT NULL,
  pasted TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
`;
