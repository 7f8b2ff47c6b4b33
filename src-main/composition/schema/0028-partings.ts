/** Where a variant and its reference part, as JSON: null of what was measured before that was kept. */
export const partings = `
ALTER TABLE measurements ADD COLUMN parting TEXT;
`;
