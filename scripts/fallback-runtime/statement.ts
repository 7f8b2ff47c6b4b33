import type Libsql from "libsql";
import { toBindings } from "./bindings.ts";
import { readSql, type SqlText } from "./sql-text.ts";
import { toSqliteError } from "./sqlite-error.ts";

type Shape = "object" | "pluck" | "raw";

/** What libsql has and its types leave out or get wrong. */
interface NativeStatement {
  readonly reader: boolean;
  raw(on: boolean): unknown;
  safeIntegers(on: boolean): unknown;
  run(bindings: unknown): { changes: number; lastInsertRowid: number | bigint };
  get(bindings: unknown): unknown[] | undefined;
  iterate(bindings: unknown): Iterable<unknown[]>;
  columns(): {
    name: string;
    column: string | null;
    table: string | null;
    database: string | null;
    type: string | null;
  }[];
}

/** better-sqlite3's statement over libsql's: rows are asked for raw, as the others carry fields of libsql's own. */
export class Statement {
  readonly source: string;
  readonly #native: NativeStatement;
  readonly #text: SqlText;
  #shape: Shape = "object";

  constructor(database: Libsql.Database, source: string) {
    this.source = source;
    this.#text = readSql(source);
    if (this.#text.isEmpty) throw new RangeError("The supplied SQL string contains no statements");
    if (this.#text.hasMore) throw new RangeError("The supplied SQL string contains more than one statement");
    this.#native = guarded(() => database.prepare(source) as unknown as NativeStatement);
    if (this.reader) this.#native.raw(true);
  }

  get reader(): boolean {
    return this.#native.reader;
  }

  pluck(on = true): this {
    return this.#become("pluck", on);
  }

  raw(on = true): this {
    return this.#become("raw", on);
  }

  safeIntegers(on = true): this {
    this.#native.safeIntegers(on);
    return this;
  }

  columns(): ReturnType<NativeStatement["columns"]> {
    this.#requireReader("The columns() method is only for statements that return data");
    return this.#native.columns();
  }

  run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint } {
    const bindings = toBindings(parameters, this.#text);
    const { changes, lastInsertRowid } = guarded(() => this.#native.run(bindings));
    return { changes, lastInsertRowid };
  }

  get(...parameters: unknown[]): unknown {
    this.#requireReader();
    const bindings = toBindings(parameters, this.#text);
    const row = guarded(() => this.#native.get(bindings));
    return row && this.#shaper()(row);
  }

  all(...parameters: unknown[]): unknown[] {
    return [...this.iterate(...parameters)];
  }

  *iterate(...parameters: unknown[]): Generator<unknown, void, undefined> {
    this.#requireReader();
    const bindings = toBindings(parameters, this.#text);
    const shape = this.#shaper();
    try {
      for (const row of this.#native.iterate(bindings)) yield shape(row);
    } catch (thrown) {
      throw toSqliteError(thrown);
    }
  }

  #shaper(): (row: unknown[]) => unknown {
    if (this.#shape === "pluck") return (row) => toValue(row[0]);
    if (this.#shape === "raw") return (row) => row.map(toValue);
    const names = this.#native.columns().map(({ name }) => name);
    return (row) => Object.fromEntries(names.map((name, index) => [name, toValue(row[index])]));
  }

  #become(shape: Shape, on: boolean): this {
    this.#requireReader(`The ${shape}() method is only for statements that return data`);
    if (on) this.#shape = shape;
    else if (this.#shape === shape) this.#shape = "object";
    return this;
  }

  #requireReader(message = "This statement does not return data. Use run() instead"): void {
    if (!this.reader) throw new TypeError(message);
  }
}

export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw toSqliteError(thrown);
  }
}

/** Blobs are Buffers in better-sqlite3; libsql's class depends on the runtime. */
function toValue(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? Buffer.from(value) : value;
}
