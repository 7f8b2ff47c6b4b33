import { pointAt } from "./code-points.ts";
import { JinjaError, isKind, typeError, valueError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { equal } from "./operators.ts";
import { bind } from "./parameters.ts";
import { iterate, listOf } from "./sequences.ts";
import { formatBraces } from "./str-format.ts";
import { stringMethods } from "./string-methods.ts";
import { escapeHtml, quoted, repr } from "./text.ts";
import {
  type Arguments,
  Callable,
  Dict,
  DictView,
  GroupTuple,
  HostObject,
  Markup,
  Namespace,
  OnceIterator,
  Range,
  Tuple,
  Undefined,
  type Value,
  isString,
  plain,
  typeName,
} from "./values.ts";

/** What the sandbox does not let a template change. */
const listChanges = new Set(["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"]);
const dictChanges = new Set(["clear", "pop", "popitem", "setdefault", "update"]);
/** Of every object in Python; the sandbox hides them. */
const internals =
  /^__(?:class|doc|init|new|eq|ne|hash|str|repr|dict|module|getattribute|setattr|delattr|dir|format|reduce|reduce_ex|sizeof|subclasshook|init_subclass|len|getitem|contains|iter|add|mul|mod|rmod|rmul|lt|le|gt|ge|call|globals|code|closure|defaults|name|qualname|self|func)__$/;

/** `value.name`: first what every value of its type has, then the key of that name. */
export function attributeOf(meter: Meter, value: Value, name: string): Value {
  const found = own(meter, value, name);
  if (found !== undefined) return found;
  const item = keyed(meter, value, name);
  return item === undefined ? missing(meter, value, name) : item;
}

/** What every value of its type has by this name, and no key. */
export function ownAttributeOf(meter: Meter, value: Value, name: string): Value {
  const found = own(meter, value, name);
  return found === undefined ? missing(meter, value, name) : found;
}

/** `value[key]`: the other way round. */
export function itemOf(meter: Meter, value: Value, key: Value): Value {
  let found = keyed(meter, value, key);
  if (found === undefined && isString(key)) found = own(meter, value, plain(key));
  return found === undefined ? missing(meter, value, key) : found;
}

function missing(meter: Meter, value: Value, key: Value): Undefined {
  const of = value === null ? "None" : `${typeName(value)} object`;
  const problem = isString(key) ? `has no attribute ${quoted(plain(key))}` : `has no element ${repr(meter, key)}`;
  return new Undefined(`'${of}' ${problem}`);
}

function unsafe(value: Value, name: string): Undefined {
  return new Undefined(`access to attribute '${name}' of '${typeName(value)}' object is unsafe.`, "SecurityError");
}

function keyed(meter: Meter, value: Value, key: Value): Value | undefined {
  if (value instanceof Undefined) value.fail();
  if (value instanceof Dict) {
    try {
      return value.get(key);
    } catch (thrown) {
      if (isKind(thrown, "TypeError")) return undefined;
      throw thrown;
    }
  }
  const index = typeof key === "bigint" ? Number(key) : typeof key === "boolean" ? Number(key) : null;
  if (index === null) return undefined;
  if (isString(value)) {
    meter.read(plain(value).length);
    const point = pointAt(plain(value), index);
    if (point === null) return undefined;
    return typeof value === "string" ? point : new Markup(point);
  }
  if (Array.isArray(value)) return value.at(index);
  if (value instanceof Tuple) return value.items.at(index);
  if (value instanceof Range) {
    const at = index < 0 ? value.length + index : index;
    return at >= 0 && at < value.length ? value.at(at) : undefined;
  }
  return undefined;
}

function own(meter: Meter, value: Value, name: string): Value | undefined {
  if (value instanceof Undefined) value.fail();
  if (value instanceof Namespace) return value.attributes.get(name);
  if (internals.test(name)) return unsafe(value, name);
  if (isString(value)) return textMethod(meter, value, name);
  if (Array.isArray(value)) return listChanges.has(name) ? unsafe(value, name) : listMethod(meter, value, name);
  if (value instanceof Dict) return dictChanges.has(name) ? unsafe(value, name) : dictMethod(meter, value, name);
  if (value instanceof Tuple) {
    if (value instanceof GroupTuple && name === "grouper") return value.items[0];
    if (value instanceof GroupTuple && name === "list") return value.items[1];
    return name === "count" || name === "index" ? listMethod(meter, value.items, name) : undefined;
  }
  if (value instanceof HostObject) return name.startsWith("_") ? undefined : value.attribute(name);
  if (value instanceof Callable) return value.attributes.get(name);
  if (value instanceof DictView) return name === "mapping" ? value.dict : undefined;
  if (value instanceof OnceIterator || value instanceof Range) return undefined;
  return numberAttribute(value, name);
}

const methodOf = (name: string, call: (given: Arguments) => Value): Callable =>
  new Callable(name, call, "builtin_function_or_method");

function textMethod(meter: Meter, value: string | Markup, name: string): Value | undefined {
  const lookup = {
    attribute: (of: Value, attribute: string): Value => attributeOf(meter, of, attribute),
    item: (of: Value, at: Value): Value => itemOf(meter, of, at),
  };
  const text = plain(value);
  const work =
    name === "format"
      ? (given: Arguments): Value => formatBraces(meter, text, given, lookup)
      : name === "format_map"
        ? (given: Arguments): Value => formatBraces(meter, text, mapped(given), lookup)
        : stringMethods.has(name)
          ? (given: Arguments): Value => stringMethods.get(name)?.(meter, text, given) ?? null
          : null;
  if (work === null) return undefined;
  if (typeof value === "string") return methodOf(name, work);
  return methodOf(name, (given) => safe(work(escapedArguments(given))));
}

function mapped({ args: [mapping, ...more], kwargs }: Arguments): Arguments {
  if (kwargs.size > 0) throw typeError("format_map() takes no keyword arguments");
  if (!(mapping instanceof Dict) || more.length > 0) throw typeError("format_map() takes exactly one argument");
  const named = Array.from(mapping.entries(), ([key, item]) => [isString(key) ? plain(key) : "", item] as const);
  return { args: [], kwargs: new Map(named) };
}

/** What is put into HTML is escaped, and what comes out of it is HTML. */
function escapedArguments({ args, kwargs }: Arguments): Arguments {
  const escaped = (value: Value): Value => {
    if (typeof value === "string") return escapeHtml(value);
    if (value instanceof Markup) return value.text;
    return Array.isArray(value) ? value.map(escaped) : value;
  };
  return {
    args: args.map(escaped),
    kwargs: new Map(Array.from(kwargs, ([key, value]) => [key, escaped(value)] as const)),
  };
}

function safe(value: Value): Value {
  if (typeof value === "string") return new Markup(value);
  if (Array.isArray(value)) return value.map(safe);
  return value instanceof Tuple ? new Tuple(value.items.map(safe)) : value;
}

function listMethod(meter: Meter, list: readonly Value[], name: string): Value | undefined {
  switch (name) {
    case "count":
      return methodOf(name, (given) => {
        const [item = null] = bind(name, [["value"]], given);
        return BigInt(list.filter((candidate) => equal(meter, candidate, item)).length);
      });
    case "index":
      return methodOf(name, (given) => {
        const [item = null] = bind(name, [["value"]], given);
        const at = list.findIndex((candidate) => equal(meter, candidate, item));
        if (at < 0) throw valueError(`${repr(meter, item)} is not in list`);
        return BigInt(at);
      });
    case "copy":
      return methodOf(name, () => {
        meter.makeItems(list.length);
        return [...list];
      });
    default:
      return undefined;
  }
}

function dictMethod(meter: Meter, dict: Dict, name: string): Value | undefined {
  switch (name) {
    case "get":
      return methodOf(name, (given) => {
        const [key = null, otherwise = null] = bind(name, [["key"], ["default", null]], given);
        const found = dict.get(key);
        return found === undefined ? otherwise : found;
      });
    case "keys":
    case "values":
    case "items":
      return methodOf(name, (given) => {
        bind(name, [], given);
        return new DictView(name, dict);
      });
    case "copy":
      return methodOf(name, () => {
        meter.makeItems(dict.size);
        return Dict.of(dict.entries());
      });
    case "fromkeys":
      return methodOf(name, (given) => {
        const [keys = null, value = null] = bind(name, [["iterable"], ["value", null]], given);
        return Dict.of(listOf(meter, keys).map((key) => [key, value]));
      });
    default:
      return undefined;
  }
}

function numberAttribute(value: Value, name: string): Value | undefined {
  if (value === null || (typeof value !== "bigint" && typeof value !== "number" && typeof value !== "boolean")) {
    return undefined;
  }
  const whole = typeof value === "boolean" ? (value ? 1n : 0n) : value;
  switch (name) {
    case "real":
      return whole;
    case "imag":
      return typeof whole === "bigint" ? 0n : 0;
    case "numerator":
      return typeof whole === "bigint" ? whole : undefined;
    case "denominator":
      return typeof whole === "bigint" ? 1n : undefined;
    case "bit_length":
      if (typeof whole !== "bigint") return undefined;
      return methodOf(name, () => BigInt(whole === 0n ? 0 : (whole < 0n ? -whole : whole).toString(2).length));
    case "is_integer":
      return typeof whole === "number" ? methodOf(name, () => Number.isInteger(whole)) : undefined;
    default:
      return undefined;
  }
}

/** Python's `dict(...)`. */
export function makeDict(meter: Meter, name: string, { args, kwargs }: Arguments): Dict {
  const dict = new Dict();
  const [from, ...more] = args;
  if (more.length > 0) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  if (from instanceof Dict) for (const [key, value] of from.entries()) dict.set(key, value);
  else if (from !== undefined) {
    for (const pair of iterate(meter, from)) {
      const [key, value, ...others] = listOf(meter, pair);
      if (key === undefined || value === undefined || others.length > 0) {
        throw new JinjaError("ValueError", "dictionary update sequence element is not a pair");
      }
      dict.set(key, value);
    }
  }
  for (const [key, value] of kwargs) dict.set(key, value);
  meter.makeItems(dict.size);
  return dict;
}
