/** Jobs that are under way: what is found here at the next start was interrupted. `subject` is JSON, a shape for each kind. */
export const jobs = `
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;
`;
