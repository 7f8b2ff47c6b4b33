/** Of answers that were asked for in a form: that, what became of it, and where it differs. */
export const answerForms = `
CREATE TABLE answer_forms (
  message INTEGER PRIMARY KEY REFERENCES messages (sequence) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('choice', 'schema')),
  form TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('fits', 'cut-short', 'differs')),
  differs_at TEXT
) STRICT;
`;
