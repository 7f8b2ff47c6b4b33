/** Titles that were made of a question, in whose place a model may write one: no other is ever written over. */
export const openTitles = `
ALTER TABLE conversations ADD COLUMN title_open INTEGER NOT NULL DEFAULT 0 CHECK (title_open IN (0, 1));
`;
