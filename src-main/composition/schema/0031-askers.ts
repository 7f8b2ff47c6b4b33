/** Which process has asked for an answer, and when: of one that was asked for before, neither. */
export const askers = `
ALTER TABLE comparison_sides ADD COLUMN owner TEXT;
ALTER TABLE comparison_sides ADD COLUMN asked_at INTEGER;
`;
