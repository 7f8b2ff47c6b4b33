/** The order in which downloads run: the smaller rank first. Those that are there keep the order in which they were begun. */
export const downloadRanks = `
ALTER TABLE downloads ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
UPDATE downloads SET rank = (
  SELECT count(*) FROM downloads AS other
  WHERE other.created_at < downloads.created_at OR (other.created_at = downloads.created_at AND other.id <= downloads.id)
);
`;
