/** The library is read in pages, the newest first. */
export const libraryPages = `
CREATE INDEX variants_by_age ON variants (added_at DESC, id);
`;
