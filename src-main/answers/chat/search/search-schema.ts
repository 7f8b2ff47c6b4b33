/** Counted up when the schema here changes: the index is then rebuilt. */
export const searchVersion = 1;

/**
 * The index of what conversations say, in a separate file: it can be rebuilt from the messages, is several times as
 * large as they are, and SQLite's check at the start would read all of it. `message_words` finds texts of three
 * characters and more by their trigrams, `short_terms` those of one and two, by conversation.
 */
export const searchSchema = `
CREATE TABLE searched_conversations (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE searched_messages (
  message INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL
) STRICT;
CREATE INDEX searched_messages_by_conversation ON searched_messages (conversation);

CREATE VIRTUAL TABLE message_words USING fts5(text, content = '', contentless_delete = 1, tokenize = 'trigram');

CREATE TABLE short_terms (
  term TEXT NOT NULL,
  conversation INTEGER NOT NULL,
  PRIMARY KEY (term, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX short_terms_by_conversation ON short_terms (conversation);
`;
