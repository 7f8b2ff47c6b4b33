import { type Database, integer, real, text } from "../../../ground/storage/index.ts";

/** What a tuning holds for. */
export interface TuningRowKey {
  /** The machine's fingerprint. */
  machine: string;
  engineVersion: string;
  sizeClass: number;
  maxThreads: number;
}

export interface TuningRecord {
  decodeThreads: number;
  promptThreads: number;
  environment: string;
  decodeTokensPerSecond: number;
  promptTokensPerSecond: number;
  /** Milliseconds since 1970. */
  measuredAt: number;
}

export class TuningsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** One for each environment that was measured. */
  find({ machine, engineVersion, sizeClass, maxThreads }: TuningRowKey): TuningRecord[] {
    return this.#db.all(
      `SELECT decode_threads, prompt_threads, environment, decode_tokens_per_second, prompt_tokens_per_second, measured_at
       FROM engine_tunings WHERE machine = ? AND engine_version = ? AND size_class = ? AND max_threads = ?`,
      [machine, engineVersion, sizeClass, maxThreads],
      (row) => ({
        decodeThreads: integer(row, "decode_threads"),
        promptThreads: integer(row, "prompt_threads"),
        environment: text(row, "environment"),
        decodeTokensPerSecond: real(row, "decode_tokens_per_second"),
        promptTokensPerSecond: real(row, "prompt_tokens_per_second"),
        measuredAt: integer(row, "measured_at"),
      }),
    );
  }

  /** In place of what was measured before in that environment. */
  keep({ machine, engineVersion, sizeClass, maxThreads }: TuningRowKey, record: TuningRecord): void {
    this.#db.run(
      `INSERT OR REPLACE INTO engine_tunings (machine, engine_version, size_class, max_threads, decode_threads,
       prompt_threads, environment, decode_tokens_per_second, prompt_tokens_per_second, measured_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        machine,
        engineVersion,
        sizeClass,
        maxThreads,
        record.decodeThreads,
        record.promptThreads,
        record.environment,
        record.decodeTokensPerSecond,
        record.promptTokensPerSecond,
        record.measuredAt,
      ],
    );
  }
}
