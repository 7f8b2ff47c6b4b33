/** Where a conversation is in the list; each part of the list has an index in its order. */
export const conversationList = `
ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));

CREATE INDEX conversations_recent ON conversations (updated_at DESC, id DESC)
  WHERE folder_id IS NULL AND pinned = 0 AND archived = 0;
CREATE INDEX conversations_pinned ON conversations (updated_at DESC, id DESC) WHERE pinned = 1;
CREATE INDEX conversations_archived ON conversations (updated_at DESC, id DESC) WHERE archived = 1;
CREATE INDEX conversations_in_folder ON conversations (folder_id, updated_at DESC, id DESC) WHERE pinned = 0 AND archived = 0;
`;
