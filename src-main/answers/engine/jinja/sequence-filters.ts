import { attributeGetter, lowered } from "./attribute-getter.ts";
import { pointsOf } from "./code-points.ts";
import { JinjaError, argumentError } from "./errors.ts";
import { equal, sorted } from "./operators.ts";
import { countOf, textOf } from "./parameters.ts";
import type { Runtime } from "./runtime.ts";
import { iterate, listOf, truthy } from "./sequences.ts";
import { keepMarkup } from "./text-filters.ts";
import { str } from "./text.ts";
import {
  type Arguments,
  type Value,
  Dict,
  DictView,
  GroupTuple,
  OnceIterator,
  Range,
  Tuple,
  Undefined,
  isString,
  plain,
} from "./values.ts";

/** Items that can be gone through once, as Python's generators. */
export const once = (items: Iterable<Value>): OnceIterator => new OnceIterator(items[Symbol.iterator]());

export function batch({ meter }: Runtime, value: Value, [size = null, fill = null]: readonly Value[]): Value {
  const most = countOf(size);
  const batches: Value[][] = [];
  for (const item of iterate(meter, value)) {
    meter.makeItems(1);
    const last = batches.at(-1);
    if (last === undefined || last.length === most) batches.push([item]);
    else last.push(item);
  }
  const last = batches.at(-1);
  if (last !== undefined && fill !== null && last.length < most) {
    meter.makeItems(most - last.length);
    last.push(...Array.from({ length: most - last.length }, () => fill));
  }
  return once(batches);
}

export function slices({ meter }: Runtime, value: Value, [count = null, fill = null]: readonly Value[]): Value {
  const items = listOf(meter, value);
  const many = countOf(count);
  if (many === 0) throw new JinjaError("ZeroDivisionError", "integer division or modulo by zero");
  meter.makeItems(Math.max(0, many));
  const least = Math.floor(items.length / many);
  const longer = items.length % many;
  let from = 0;
  const parts = Array.from({ length: Math.max(0, many) }, (_, index): Value => {
    const part = items.slice(from, (from += least + (index < longer ? 1 : 0)));
    if (fill !== null && index >= longer) part.push(fill);
    return part;
  });
  return once(parts);
}

export function dictSort(
  { meter }: Runtime,
  value: Value,
  [cased = null, by = null, backwards = null]: readonly Value[],
): Value {
  const place = by === "key" ? 0 : by === "value" ? 1 : null;
  if (place === null) throw argumentError('You can only sort by either "key" or "value"');
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) throw new JinjaError("AttributeError", "object has no attribute 'items'");
  const key = (pair: readonly [Value, Value]): Value => (truthy(cased) ? pair[place] : lowered(pair[place]));
  return sorted(meter, Array.from(value.entries()), key, truthy(backwards)).map((pair) => new Tuple(pair));
}

export function groupBy(
  runtime: Runtime,
  value: Value,
  [attribute = null, otherwise = null, cased = null]: readonly Value[],
): Value {
  const { meter } = runtime;
  const key = attributeGetter(runtime, attribute, truthy(cased) ? null : lowered, otherwise);
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(meter, listOf(meter, value), key)) {
    const last = groups.at(-1);
    if (last !== undefined && equal(meter, last.key, key(item))) last.items.push(item);
    else groups.push({ key: key(item), items: [item] });
  }
  const shown = attributeGetter(runtime, attribute, null, otherwise);
  return groups.map(({ key: grouped, items }) => {
    const [first = null] = items;
    return new GroupTuple([truthy(cased) ? grouped : shown(first), items]);
  });
}

export function join(runtime: Runtime, value: Value, [separator = null, attribute = null]: readonly Value[]): Value {
  const { meter } = runtime;
  const get = attributeGetter(runtime, attribute);
  const gap = str(meter, separator);
  const parts: string[] = [];
  for (const item of iterate(meter, value)) {
    const part = str(meter, get(item));
    meter.make(part.length + gap.length);
    parts.push(part);
  }
  return parts.join(gap);
}

export function* map(runtime: Runtime, value: Value, { args, kwargs }: Arguments): Generator<Value> {
  if (!truthy(value)) return;
  const [name, ...others] = args;
  let work: (item: Value) => Value;
  if (name === undefined && kwargs.has("attribute")) {
    const unexpected = [...kwargs.keys()].find((key) => key !== "attribute" && key !== "default");
    if (unexpected !== undefined) throw argumentError(`Unexpected keyword argument '${unexpected}'`);
    work = attributeGetter(runtime, kwargs.get("attribute") ?? null, null, kwargs.get("default") ?? null);
  } else {
    if (name === undefined) throw argumentError("map requires a filter argument");
    work = (item) => runtime.filter(textOf(name), item, { args: others, kwargs });
  }
  for (const item of iterate(runtime.meter, value)) yield work(item);
}

export function* chosen(
  runtime: Runtime,
  value: Value,
  { args }: Arguments,
  byAttribute: boolean,
  wanted: boolean,
): Generator<Value> {
  if (!truthy(value)) return;
  const [attribute = null] = args;
  if (byAttribute && args.length === 0) throw argumentError("Missing parameter for attribute name");
  const get = byAttribute ? attributeGetter(runtime, attribute) : (item: Value): Value => item;
  const [name, ...others] = byAttribute ? args.slice(1) : args;
  const passes = (item: Value): boolean =>
    name === undefined ? truthy(item) : runtime.test(textOf(name), item, others);
  for (const item of iterate(runtime.meter, value)) if (passes(get(item)) === wanted) yield item;
}

export function extreme(
  runtime: Runtime,
  value: Value,
  cased: Value,
  attribute: Value,
  better: (a: Value, b: Value) => boolean,
): Value {
  const get = attributeGetter(runtime, attribute, truthy(cased) ? null : lowered);
  let best: Value | undefined;
  for (const item of iterate(runtime.meter, value)) {
    if (best === undefined || better(get(item), get(best))) best = item;
  }
  return best === undefined ? new Undefined("No aggregated item, sequence was empty.") : best;
}

export function reverse({ meter }: Runtime, value: Value): Value {
  if (isString(value)) {
    meter.make(plain(value).length);
    return keepMarkup(value, [...pointsOf(plain(value))].reverse().join(""));
  }
  const items = listOf(meter, value).reverse();
  if (Array.isArray(value)) return new OnceIterator(items[Symbol.iterator](), "list_reverseiterator");
  const isReversible =
    value instanceof Tuple || value instanceof Dict || value instanceof DictView || value instanceof Range;
  return isReversible ? new OnceIterator(items[Symbol.iterator](), "reversed") : items;
}
