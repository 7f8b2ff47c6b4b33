import { typeError } from "./errors.ts";
import { floatRepr } from "./floats.ts";
import type { Meter } from "./meter.ts";
import { less } from "./operators.ts";
import { Dict, Tuple, type Value, isString, plain, typeName } from "./values.ts";

export interface JsonOptions {
  ensureAscii: boolean;
  /** Null: all on one line. */
  indent: string | null;
  itemSeparator: string;
  keySeparator: string;
  sortKeys: boolean;
}

/** Python's `json.dumps`. Throws TypeError for what JSON has no like of. */
export function toJson(meter: Meter, value: Value, options: JsonOptions, depth = 0): string {
  meter.step();
  if (depth > 100) throw typeError("maximum recursion depth exceeded while encoding a JSON object");
  const text = write(meter, value, options, depth);
  meter.make(text.length);
  return text;
}

function write(meter: Meter, value: Value, options: JsonOptions, depth: number): string {
  if (value === null) return "null";
  if (isString(value)) return quote(plain(value), options);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return number(value);
  if (value instanceof Dict) {
    const entries = Array.from(value.entries());
    if (options.sortKeys) entries.sort(([a], [b]) => (less(meter, a, b) ? -1 : less(meter, b, a) ? 1 : 0));
    const written = entries.map(
      ([key, item]) => quote(keyText(key), options) + options.keySeparator + toJson(meter, item, options, depth + 1),
    );
    return enclose(meter, "{}", written, options, depth);
  }
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items;
    return enclose(
      meter,
      "[]",
      items.map((item) => toJson(meter, item, options, depth + 1)),
      options,
      depth,
    );
  }
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function enclose(
  meter: Meter,
  brackets: "[]" | "{}",
  parts: readonly string[],
  { indent, itemSeparator }: JsonOptions,
  depth: number,
): string {
  if (parts.length === 0) return brackets;
  const open = brackets.charAt(0);
  const close = brackets.charAt(1);
  if (indent === null) return open + parts.join(itemSeparator) + close;
  meter.make(indent.length * (depth + 1) * (parts.length + 1));
  const line = `\n${indent.repeat(depth + 1)}`;
  return open + line + parts.join(itemSeparator + line) + `\n${indent.repeat(depth)}` + close;
}

function keyText(key: Value): string {
  if (isString(key)) return plain(key);
  if (key === null) return "null";
  if (typeof key === "boolean") return key ? "true" : "false";
  if (typeof key === "bigint") return key.toString();
  if (typeof key === "number") return number(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? floatRepr(value) : value > 0 ? "Infinity" : "-Infinity";
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

function quote(text: string, { ensureAscii }: JsonOptions): string {
  // eslint-disable-next-line no-control-regex -- what JSON may not hold as it is
  const escaped = text.replace(ensureAscii ? /["\\]|[^ -~]/g : /["\\\0-\x1f]/g, (unit) => {
    return shortEscapes[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
