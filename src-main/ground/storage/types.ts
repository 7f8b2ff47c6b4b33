import type { Logger } from "../core/index.ts";

/** What may be bound. Never a boolean, a Date or undefined: the stand-in for the fall-back runtime dies of them. */
export type Bindable = null | string | number | bigint | Buffer;

/** A row as SQLite gave it; `columns.ts` reads it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a step of a migration may do; it is inside of the migration's transaction. */
export interface MigratingDatabase {
  exec(sql: string): void;
  all<T>(sql: string, parameters: readonly Bindable[], read: (row: Row) => T): T[];
  run(sql: string, parameters: readonly Bindable[]): void;
}

/** One version to the next: SQL, or what SQL alone cannot convert. */
export type Migration = string | ((db: MigratingDatabase) => void);

export interface OpenOptions {
  path: string;
  /** In order: the first brings an empty file to `user_version` 1. */
  migrations: readonly Migration[];
  logger: Logger;
}

/** How opening went. Anything but the first two is worth reporting to the person. */
export interface OpeningReport {
  /**
   * opened: as it was left. created: there was none. migrated: brought up to this version.
   * restored: it was damaged and the backup took its place. replaced: it was damaged and there was no sound backup.
   */
  outcome: "opened" | "created" | "migrated" | "restored" | "replaced";
  /** Where the damaged file is now; nothing is ever deleted. */
  movedAside: string | null;
}

/**
 * A SQLite file with foreign keys, write-ahead log and full synchronisation. Every method throws `AppError`:
 * `disk-full`, or `database-failed` with SQLite's own code in the details.
 */
export interface Database {
  readonly path: string;
  readonly opening: OpeningReport;
  all<T>(sql: string, parameters: readonly Bindable[], read: (row: Row) => T): T[];
  /** The first row, or null. */
  get<T>(sql: string, parameters: readonly Bindable[], read: (row: Row) => T): T | null;
  /** Returns how many rows were changed. */
  run(sql: string, parameters?: readonly Bindable[]): number;
  /** Changes when another process, or another connection, has written to the file; our own writes leave it. */
  outsideVersion(): number;
  /** All or nothing; one inside another joins it. */
  transaction<T>(work: () => T): T;
  /** Backs up what was written since the last backup, then closes. Closing twice is harmless. */
  close(): void;
}
