/**
 * How the engine is run fastest, as a short measurement found, for models of about one size on one machine with one version of
 * the engine. And how many threads wrote an answer: on a quiet computer, and when other programs took the most.
 */
export const tuning = `
CREATE TABLE engine_tunings (
  machine TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  size_class INTEGER NOT NULL,
  max_threads INTEGER NOT NULL,
  decode_threads INTEGER NOT NULL,
  prompt_threads INTEGER NOT NULL,
  environment TEXT NOT NULL,
  decode_tokens_per_second REAL NOT NULL,
  prompt_tokens_per_second REAL NOT NULL,
  measured_at INTEGER NOT NULL,
  PRIMARY KEY (machine, engine_version, size_class, max_threads)
) STRICT, WITHOUT ROWID;

ALTER TABLE messages ADD COLUMN threads_usual INTEGER;
ALTER TABLE messages ADD COLUMN threads_fewest INTEGER;
`;
