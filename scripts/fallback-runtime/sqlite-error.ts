/** better-sqlite3's error: `code` is SQLite's extended code by name. */
export class SqliteError extends Error {
  override readonly name = "SqliteError";
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const namesUnknownToLibsql: Record<string, string> = { UNKNOWN_SQLITE_ERROR_3091: "SQLITE_CONSTRAINT_DATATYPE" };

/** libsql's errors carry a code where SQLite gave one, and are of another class. */
export function toSqliteError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const code: unknown = "code" in thrown ? thrown.code : undefined;
  if (typeof code !== "string") return thrown;
  return new SqliteError(thrown.message, namesUnknownToLibsql[code] ?? code);
}
