/**
 * better-sqlite3's calls over libsql. The bundler puts it in better-sqlite3's place when, and only when, the app is built
 * for the fall-back Electron of development, whose Node-API is too old for better-sqlite3 13. Functions that libsql lacks
 * (backup, serialize, user-defined functions) are absent, so that a use of one fails loudly.
 */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import Libsql from "libsql";
import { SqliteError } from "./sqlite-error.ts";
import { Statement, guarded } from "./statement.ts";

interface Options {
  readonly?: boolean;
  fileMustExist?: boolean;
  /** How long a call waits for a lock, in milliseconds. */
  timeout?: number;
}

type TransactionMode = "deferred" | "immediate" | "exclusive";
type Work<A extends unknown[], R> = (...args: A) => R;
type Transaction<A extends unknown[], R> = Work<A, R> & Record<"default" | TransactionMode, Work<A, R>>;

const defaultTimeoutMs = 5000;
const savepoint = "better_sqlite3_savepoint";

export default class Database {
  static readonly SqliteError = SqliteError;

  readonly name: string;
  readonly memory: boolean;
  readonly readonly: boolean;
  #open = true;
  readonly #native: Libsql.Database;

  constructor(path = "", { readonly = false, fileMustExist = false, timeout = defaultTimeoutMs }: Options = {}) {
    this.name = path.trim();
    this.memory = this.name === "" || this.name === ":memory:";
    this.readonly = readonly;
    if (!this.memory) {
      if (!existsSync(dirname(this.name))) {
        throw new TypeError("Cannot open database because the directory does not exist");
      }
      if ((fileMustExist || readonly) && !existsSync(this.name)) throw cannotOpen();
    }
    try {
      this.#native = new Libsql(this.memory ? ":memory:" : this.name);
    } catch {
      throw cannotOpen();
    }
    this.pragma(`busy_timeout = ${String(timeout)}`);
    if (readonly) this.pragma("query_only = ON");
  }

  get open(): boolean {
    return this.#open;
  }

  get inTransaction(): boolean {
    return this.#open && this.#native.inTransaction;
  }

  prepare(source: string): Statement {
    this.#requireOpen();
    return new Statement(this.#native, source);
  }

  exec(source: string): this {
    this.#requireOpen();
    guarded(() => this.#native.exec(source));
    return this;
  }

  pragma(source: string, { simple = false }: { simple?: boolean } = {}): unknown {
    const statement = this.prepare(`PRAGMA ${source}`);
    if (statement.reader) return simple ? statement.pluck().get() : statement.all();
    statement.run();
    return simple ? undefined : [];
  }

  transaction<A extends unknown[], R>(work: Work<A, R>): Transaction<A, R> {
    const variants = {
      default: this.#wrap("BEGIN", work),
      deferred: this.#wrap("BEGIN DEFERRED", work),
      immediate: this.#wrap("BEGIN IMMEDIATE", work),
      exclusive: this.#wrap("BEGIN EXCLUSIVE", work),
    };
    for (const variant of Object.values(variants)) Object.assign(variant, variants);
    return variants.default as Transaction<A, R>;
  }

  close(): this {
    if (this.#open) this.#native.close();
    this.#open = false;
    return this;
  }

  /** A transaction inside another becomes a savepoint. */
  #wrap<A extends unknown[], R>(begin: string, work: Work<A, R>): Work<A, R> {
    return (...args) => {
      const nested = this.inTransaction;
      this.exec(nested ? `SAVEPOINT ${savepoint}` : begin);
      try {
        const result = work(...args);
        this.exec(nested ? `RELEASE ${savepoint}` : "COMMIT");
        return result;
      } catch (thrown) {
        // SQLite rolls back by itself after some errors (a full disk).
        if (this.inTransaction) this.exec(nested ? `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}` : "ROLLBACK");
        throw thrown;
      }
    };
  }

  #requireOpen(): void {
    if (!this.#open) throw new TypeError("The database connection is not open");
  }
}

function cannotOpen(): SqliteError {
  return new SqliteError("unable to open database file", "SQLITE_CANTOPEN");
}
