/** A tuning holds for one environment of the engine's process: each is measured, and the fastest is used. */
export const environments = `
CREATE TABLE environment_tunings (
  machine TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  size_class INTEGER NOT NULL,
  max_threads INTEGER NOT NULL,
  environment TEXT NOT NULL,
  decode_threads INTEGER NOT NULL,
  prompt_threads INTEGER NOT NULL,
  decode_tokens_per_second REAL NOT NULL,
  prompt_tokens_per_second REAL NOT NULL,
  measured_at INTEGER NOT NULL,
  PRIMARY KEY (machine, engine_version, size_class, max_threads, environment)
) STRICT, WITHOUT ROWID;

INSERT INTO environment_tunings
SELECT machine, engine_version, size_class, max_threads, environment, decode_threads, prompt_threads,
  decode_tokens_per_second, prompt_tokens_per_second, measured_at FROM engine_tunings;

DROP TABLE engine_tunings;
ALTER TABLE environment_tunings RENAME TO engine_tunings;
`;
