/** A question that was sent before there was a model to answer it, and the variant that shall; null where any will do. */
export const waitingQuestions = `
ALTER TABLE drafts ADD COLUMN waiting TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN awaited_repository TEXT;
ALTER TABLE drafts ADD COLUMN awaited_variant TEXT;
`;
