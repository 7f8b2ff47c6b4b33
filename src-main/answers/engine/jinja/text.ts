import { typeError } from "./errors.ts";
import { floatRepr } from "./floats.ts";
import type { Meter } from "./meter.ts";
import {
  Callable,
  Dict,
  DictView,
  Markup,
  Namespace,
  OnceIterator,
  Range,
  Tuple,
  Undefined,
  type Value,
  typeName,
} from "./values.ts";

/** Python's `str()`, as `{{ }}` writes a value. */
export function str(meter: Meter, value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) return "";
  return repr(meter, value);
}

/** Python's `repr()`. */
export function repr(meter: Meter, value: Value, depth = 0): string {
  meter.step();
  if (depth > 100) throw typeError("maximum recursion depth exceeded");
  const all = (items: Iterable<Value>): string => Array.from(items, (item) => repr(meter, item, depth + 1)).join(", ");
  if (value === null) return "None";
  if (Array.isArray(value)) return made(meter, `[${all(value)}]`);
  switch (typeof value) {
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return value.toString();
    case "number":
      return floatRepr(value);
    case "string":
      meter.make(value.length + 2);
      return quoted(value);
    default:
  }
  if (value instanceof Markup) return `Markup(${quoted(value.text)})`;
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Tuple) {
    return made(meter, value.items.length === 1 ? `(${all(value.items)},)` : `(${all(value.items)})`);
  }
  if (value instanceof Dict) return made(meter, dictRepr(meter, value, depth));
  if (value instanceof DictView) return made(meter, `${value.typeName}([${all(viewItems(value))}])`);
  if (value instanceof Namespace) return made(meter, `<Namespace ${dictRepr(meter, value.attributes, depth)}>`);
  if (value instanceof Range) {
    return value.step === 1n
      ? `range(${value.start}, ${value.stop})`
      : `range(${value.start}, ${value.stop}, ${value.step})`;
  }
  if (value instanceof Callable) return `<${value.typeName} ${value.name}>`;
  if (value instanceof OnceIterator) return `<${value.typeName} object>`;
  return `<${typeName(value)}>`;
}

function dictRepr(meter: Meter, dict: Dict, depth: number): string {
  const entries = Array.from(
    dict.entries(),
    ([key, item]) => `${repr(meter, key, depth + 1)}: ${repr(meter, item, depth + 1)}`,
  );
  return `{${entries.join(", ")}}`;
}

export function* viewItems({ kind, dict }: DictView): Generator<Value> {
  for (const [key, value] of dict.entries()) {
    yield kind === "keys" ? key : kind === "values" ? value : new Tuple([key, value]);
  }
}

function made(meter: Meter, text: string): string {
  meter.make(text.length);
  return text;
}

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** Single quotes unless the text has those and no double ones; what cannot be printed as an escape. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return named[character] ?? escapeOf(character);
  });
  return quote + escaped + quote;
}

export function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

export const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll(">", "&gt;")
    .replaceAll("<", "&lt;")
    .replaceAll("'", "&#39;")
    .replaceAll('"', "&#34;");
