/** What the awaited variant was planned for; null where that is the usual context. */
export const awaitedContext = `
ALTER TABLE drafts ADD COLUMN awaited_context_tokens INTEGER;
`;
