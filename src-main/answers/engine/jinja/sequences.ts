import { lengthOf } from "./code-points.ts";
import { typeError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { viewItems } from "./text.ts";
import {
  Dict,
  DictView,
  HostObject,
  Markup,
  OnceIterator,
  Range,
  Tuple,
  Undefined,
  type Value,
  isString,
  plain,
  typeName,
} from "./values.ts";

/** Python's `iter()`. Throws TypeError for what has no items. */
export function* iterate(meter: Meter, value: Value): Generator<Value> {
  for (const item of itemsOf(meter, value)) {
    meter.step();
    yield item;
  }
}

/** Null for what cannot be iterated over. */
export function iterable(value: Value): Iterable<Value> | null {
  if (Array.isArray(value)) return value;
  if (isString(value)) return points(plain(value));
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return Array.from(value.entries(), ([key]) => key);
  if (value instanceof DictView) return viewItems(value);
  if (value instanceof Range) return rangeItems(value);
  if (value instanceof Undefined) return [];
  if (value instanceof OnceIterator) return { [Symbol.iterator]: () => keepOpen(value.items) };
  const own = value instanceof HostObject ? value.items?.() : undefined;
  return own === undefined ? null : { [Symbol.iterator]: () => keepOpen(own) };
}

function itemsOf(meter: Meter, value: Value): Iterable<Value> {
  const items = iterable(value);
  if (items === null) throw typeError(`'${typeName(value)}' object is not iterable`);
  if (value instanceof Dict) meter.step(value.size);
  return items;
}

/** Leaving a loop early must not end a generator that other code continues with. */
const keepOpen = (items: Iterator<Value>): Iterator<Value> => ({ next: () => items.next() });

function* points(text: string): Generator<Value> {
  yield* text;
}

function* rangeItems(range: Range): Generator<Value> {
  for (let index = 0; index < range.length; index++) yield range.at(index);
}

export function listOf(meter: Meter, value: Value): Value[] {
  const list: Value[] = [];
  for (const item of iterate(meter, value)) {
    meter.make(1);
    list.push(item);
  }
  return list;
}

/** Python's `len()`; null where it raises a TypeError. */
export function sizeOf(value: Value): number | null {
  if (typeof value === "string") return lengthOf(value);
  if (Array.isArray(value) || value instanceof Range) return value.length;
  if (value instanceof Markup) return lengthOf(value.text);
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof DictView) return value.dict.size;
  if (value instanceof Undefined) return 0;
  return value instanceof HostObject ? (value.length?.() ?? null) : null;
}

export function len(value: Value): number {
  const size = sizeOf(value);
  if (size === null) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return size;
}

/** Python's `bool()`. */
export function truthy(value: Value): boolean {
  if (value === null) return false;
  switch (typeof value) {
    case "boolean":
      return value;
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
    case "string":
      return value !== "";
    default:
      return (sizeOf(value) ?? 1) > 0;
  }
}
