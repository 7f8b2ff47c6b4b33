import type { SqlText } from "./sql-text.ts";

export type NativeValue = number | string | bigint | Buffer | null;
/** libsql is always given one array or one object: any other call it takes apart wrongly, or aborts the process on. */
export type NativeBindings = NativeValue[] | Record<string, NativeValue>;

const minimumInteger = -(2n ** 63n);
const maximumInteger = 2n ** 63n - 1n;

/** Checks and converts what better-sqlite3 would bind, with its errors for what it would refuse. */
export function toBindings(parameters: readonly unknown[], text: SqlText): NativeBindings {
  const positional: unknown[] = [];
  let named: Record<string, unknown> | null = null;
  for (const parameter of parameters) {
    if (Array.isArray(parameter)) positional.push(...(parameter as unknown[]));
    else if (isPlainObject(parameter)) {
      if (named) throw new TypeError("You cannot specify named parameters in two different objects");
      named = parameter;
    } else positional.push(parameter);
  }
  if (positional.length < text.positionalCount) throw new RangeError("Too few parameter values were provided");
  if (positional.length > text.positionalCount) throw new RangeError("Too many parameter values were provided");
  if (text.names.length === 0) return positional.map(toNative);
  if (positional.length > 0) throw new TypeError("The fall-back runtime binds positions or names, not both at once");
  return bindNames(text.names, named);
}

function bindNames(names: readonly string[], values: Record<string, unknown> | null): Record<string, NativeValue> {
  if (!values) throw new TypeError("Missing named parameters");
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(values, name)) throw new RangeError(`Missing named parameter "${name}"`);
      return [name, toNative(values[name])];
    }),
  );
}

function toNative(value: unknown): NativeValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return value;
  // libsql ends a text at NUL and would lose the rest of it.
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\u{fffd}") : value;
  if (typeof value === "bigint") {
    if (value < minimumInteger || value > maximumInteger)
      throw new RangeError("The bound string, buffer, or bigint is too big");
    return value;
  }
  if (value instanceof Uint8Array) return Buffer.from(value);
  throw new TypeError("SQLite3 can only bind numbers, strings, bigints, buffers, and null");
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
