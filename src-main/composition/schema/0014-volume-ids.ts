/** What stays of a volume wherever it is mounted; null where the system has nothing of that kind, or when it was not looked up yet. */
export const volumeIds = `
ALTER TABLE folders ADD COLUMN volume_id TEXT;
`;
