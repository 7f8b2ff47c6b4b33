/** Answers that a person has written anew; and of each answer the seed that it was drawn with, and what ended it. */
export const editedMessages = `
ALTER TABLE messages ADD COLUMN edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1));
ALTER TABLE answer_figures ADD COLUMN seed INTEGER;
ALTER TABLE answer_figures ADD COLUMN stop_reason TEXT CHECK (stop_reason IN ('end', 'max-tokens', 'context-full', 'stopped'));
`;
