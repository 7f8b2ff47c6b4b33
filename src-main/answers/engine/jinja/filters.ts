import { JinjaError, argumentError, typeError, valueError } from "./errors.ts";
import { fixed } from "./floats.ts";
import { type JsonOptions, toJson } from "./json.ts";
import { attributeGetter, attributesGetter, lowered } from "./attribute-getter.ts";
import { between, lengthOf, pointsOf } from "./code-points.ts";
import { formatPercent } from "./percent-format.ts";
import { binary, equal, firstOfEach, less, negative, numberOf, sorted } from "./operators.ts";
import { type Parameter, bind, countOf, textOf } from "./parameters.ts";
import { parseFloatPython, parseIntPython, roundFloat, roundWhole } from "./numbers.ts";
import type { Runtime } from "./runtime.ts";
import { iterate, len, listOf, truthy } from "./sequences.ts";
import { capitalize, replace, splitLines, stringMethods, stripped } from "./string-methods.ts";
import { escapeHtml, repr, str } from "./text.ts";
import {
  type Arguments,
  Callable,
  Dict,
  DictView,
  GroupTuple,
  Markup,
  OnceIterator,
  Range,
  Tuple,
  Undefined,
  type Value,
  isString,
  plain,
} from "./values.ts";
import { withoutTags } from "./without-tags.ts";

type Filter = (runtime: Runtime, value: Value, given: Arguments) => Value;

const filter =
  (
    name: string,
    parameters: readonly Parameter[],
    work: (runtime: Runtime, value: Value, values: readonly Value[]) => Value,
  ): Filter =>
  (runtime, value, given) =>
    work(runtime, value, bind(name, parameters, given));

/** A method of strings as a filter: any other value is turned into a string. */
const ofText =
  (name: string): Filter =>
  (runtime, value, given) => {
    const text = str(runtime.meter, value);
    return keepMarkup(value, stringMethods.get(name)?.(runtime.meter, text, given) ?? text);
  };
const keepMarkup = (value: Value, result: Value): Value =>
  value instanceof Markup && typeof result === "string" ? new Markup(result) : result;

const once = (items: Iterable<Value>): OnceIterator => new OnceIterator(items[Symbol.iterator]());

const length = filter("length", [], (_, value) => BigInt(len(value)));
const defaultFilter = filter(
  "default",
  [
    ["default_value", ""],
    ["boolean", false],
  ],
  (_, value, [otherwise = null, whenFalse = null]) =>
    value instanceof Undefined || (truthy(whenFalse) && !truthy(value)) ? otherwise : value,
);
const escape = filter("escape", [], ({ meter }, value) => {
  if (value instanceof Markup) return value;
  const text = str(meter, value);
  meter.make(text.length * 6);
  return new Markup(escapeHtml(text));
});

const filters = new Map<string, Filter>(
  Object.entries({
    abs: filter("abs", [], (runtime, value) => {
      if (value instanceof Undefined) value.fail();
      const number = numberOf(value);
      if (number === null) throw typeError("bad operand type for abs()");
      return less(runtime.meter, number, 0n) ? negative(number) : number;
    }),
    attr: filter("attr", [["name"]], (runtime, value, [name = null]) => runtime.ownAttribute(value, textOf(name))),
    batch: filter("batch", [["linecount"], ["fill_with", null]], batch),
    capitalize: ofText("capitalize"),
    center: filter("center", [["width", 80n]], (runtime, value, [width = null]) => {
      const centered = stringMethods.get("center");
      return centered?.(runtime.meter, str(runtime.meter, value), { args: [width], kwargs: new Map() }) ?? null;
    }),
    count: length,
    d: defaultFilter,
    default: defaultFilter,
    dictsort: filter(
      "dictsort",
      [
        ["case_sensitive", false],
        ["by", "key"],
        ["reverse", false],
      ],
      dictSort,
    ),
    e: escape,
    escape,
    filesizeformat: filter("filesizeformat", [["binary", false]], fileSize),
    first: filter("first", [], ({ meter }, value) => {
      for (const item of iterate(meter, value)) return item;
      return new Undefined("No first item, sequence was empty.");
    }),
    float: filter("float", [["default", 0]], (_, value, [otherwise = null]) => parseFloatPython(value) ?? otherwise),
    forceescape: filter("forceescape", [], ({ meter }, value) => new Markup(escapeHtml(str(meter, value)))),
    format: (runtime: Runtime, value: Value, { args, kwargs }: Arguments): Value => {
      if (args.length > 0 && kwargs.size > 0) {
        throw argumentError("can't handle positional and keyword arguments at the same time");
      }
      const values = kwargs.size > 0 ? Dict.of(kwargs) : new Tuple(args);
      return formatPercent(runtime.meter, str(runtime.meter, value), values);
    },
    groupby: filter("groupby", [["attribute"], ["default", null], ["case_sensitive", false]], groupBy),
    indent: filter(
      "indent",
      [
        ["width", 4n],
        ["first", false],
        ["blank", false],
      ],
      indent,
    ),
    int: filter(
      "int",
      [
        ["default", 0n],
        ["base", 10n],
      ],
      (_, value, [otherwise = null, base = null]) => parseIntPython(value, countOf(base)) ?? otherwise,
    ),
    items: filter("items", [], (_, value) => {
      if (value instanceof Undefined) return once([]);
      if (!(value instanceof Dict)) throw typeError("Can only get item pairs from a mapping.");
      return once(Array.from(value.entries(), (pair) => new Tuple(pair)));
    }),
    join: filter(
      "join",
      [
        ["d", ""],
        ["attribute", null],
      ],
      join,
    ),
    last: filter("last", [], ({ meter }, value) => {
      if (value instanceof OnceIterator) throw typeError(`'${value.typeName}' object is not reversible`);
      const last = listOf(meter, value).at(-1);
      return last === undefined ? new Undefined("No last item, sequence was empty.") : last;
    }),
    length,
    list: filter("list", [], ({ meter }, value) => listOf(meter, value)),
    lower: ofText("lower"),
    map: (runtime: Runtime, value: Value, given: Arguments): Value => once(map(runtime, value, given)),
    max: filter(
      "max",
      [
        ["case_sensitive", false],
        ["attribute", null],
      ],
      (runtime, value, [cased = null, by = null]) =>
        extreme(runtime, value, cased, by, (a, b) => less(runtime.meter, b, a)),
    ),
    min: filter(
      "min",
      [
        ["case_sensitive", false],
        ["attribute", null],
      ],
      (runtime, value, [cased = null, by = null]) =>
        extreme(runtime, value, cased, by, (a, b) => less(runtime.meter, a, b)),
    ),
    pprint: filter("pprint", [], ({ meter }, value) => repr(meter, value)),
    random: filter("random", [], ({ meter }, value) => {
      const items = listOf(meter, value);
      return items[Math.floor(Math.random() * items.length)] ?? new Undefined("No random item, sequence was empty.");
    }),
    reject: choose(false, false),
    rejectattr: choose(true, false),
    replace: filter(
      "replace",
      [["old"], ["new"], ["count", null]],
      ({ meter }, value, [old = null, by = null, most = null]) =>
        replace(meter, str(meter, value), str(meter, old), str(meter, by), most === null ? -1 : countOf(most)),
    ),
    reverse: filter("reverse", [], reverse),
    round: filter(
      "round",
      [
        ["precision", 0n],
        ["method", "common"],
      ],
      round,
    ),
    safe: filter("safe", [], ({ meter }, value) => new Markup(str(meter, value))),
    select: choose(false, true),
    selectattr: choose(true, true),
    slice: filter("slice", [["slices"], ["fill_with", null]], slices),
    sort: filter(
      "sort",
      [
        ["reverse", false],
        ["case_sensitive", false],
        ["attribute", null],
      ],
      (runtime, value, [backwards = null, cased = null, by = null]) =>
        sorted(
          runtime.meter,
          listOf(runtime.meter, value),
          attributesGetter(runtime, by, truthy(cased) ? null : lowered),
          truthy(backwards),
        ),
    ),
    string: filter("string", [], ({ meter }, value) => (isString(value) ? value : str(meter, value))),
    striptags: filter("striptags", [], ({ meter }, value) =>
      withoutTags(str(meter, value))
        .split(/\s+/)
        .filter((word) => word !== "")
        .join(" "),
    ),
    sum: filter(
      "sum",
      [
        ["attribute", null],
        ["start", 0n],
      ],
      (runtime, value, [by = null, start = null]) => {
        const get = attributeGetter(runtime, by);
        let total = start;
        if (isString(start)) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
        for (const item of iterate(runtime.meter, value)) total = binary(runtime.meter, "+", total, get(item));
        return total;
      },
    ),
    title: filter("title", [], ({ meter }, value) => {
      const text = str(meter, value);
      meter.make(text.length);
      return text
        .split(/([-\s({[<]+)/)
        .map((word) => capitalize(word))
        .join("");
    }),
    tojson,
    trim: filter("trim", [["chars", null]], ({ meter }, value, [chars = null]) => {
      const text = str(meter, value);
      meter.make(text.length);
      return keepMarkup(value, stripped(text, chars === null ? null : textOf(chars)));
    }),
    truncate: filter(
      "truncate",
      [
        ["length", 255n],
        ["killwords", false],
        ["end", "..."],
        ["leeway", null],
      ],
      truncate,
    ),
    unique: filter(
      "unique",
      [
        ["case_sensitive", false],
        ["attribute", null],
      ],
      (runtime, value, [cased = null, by = null]) =>
        once(firstOfEach(listOf(runtime.meter, value), attributeGetter(runtime, by, truthy(cased) ? null : lowered))),
    ),
    upper: ofText("upper"),
    urlencode: filter("urlencode", [], urlEncode),
    wordcount: filter("wordcount", [], ({ meter }, value) =>
      BigInt(str(meter, value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
    ),
    xmlattr: filter("xmlattr", [["autospace", true]], xmlAttributes),
  } satisfies Record<string, Filter>),
);

export const filterNames: ReadonlySet<string> = new Set(filters.keys());

/** `value | name(args)`. */
export function applyFilter(runtime: Runtime, name: string, value: Value, given: Arguments): Value {
  const found = filters.get(name);
  if (found === undefined) throw new JinjaError("TemplateRuntimeError", `No filter named '${name}'.`);
  return found(runtime, value, given);
}

function batch({ meter }: Runtime, value: Value, [size = null, fill = null]: readonly Value[]): Value {
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

function slices({ meter }: Runtime, value: Value, [count = null, fill = null]: readonly Value[]): Value {
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

function dictSort(
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

function fileSize(_: Runtime, value: Value, [isBinary = null]: readonly Value[]): Value {
  const bytes = parseFloatPython(value);
  if (bytes === null) throw valueError("could not convert string to float");
  const base = truthy(isBinary) ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const prefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
  let index = 0;
  while (index < prefixes.length - 1 && bytes >= base ** (index + 2)) index++;
  const prefix = prefixes[index] ?? "Y";
  return `${fixed((base * bytes) / base ** (index + 2), 1)} ${base === 1024 ? `${prefix.toUpperCase()}iB` : `${prefix}B`}`;
}

function groupBy(
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

function indent({ meter }: Runtime, value: Value, [width = null, first = null, blank = null]: readonly Value[]): Value {
  if (value instanceof Undefined) value.fail();
  const text = textOf(value);
  if (!isString(width)) meter.make(countOf(width));
  const by = isString(width) ? plain(width) : " ".repeat(Math.max(0, countOf(width)));
  const lines = splitLines(meter, `${text}\n`);
  meter.make(text.length + by.length * lines.length);
  const shown = lines.map((line, index) => (index === 0 || (line === "" && !truthy(blank)) ? line : by + line));
  return keepMarkup(value, (truthy(first) ? by : "") + shown.join("\n"));
}

function join(runtime: Runtime, value: Value, [separator = null, attribute = null]: readonly Value[]): Value {
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

function* map(runtime: Runtime, value: Value, { args, kwargs }: Arguments): Generator<Value> {
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

/** `select` and its three relatives. */
function choose(byAttribute: boolean, wanted: boolean): Filter {
  return (runtime, value, given) => once(chosen(runtime, value, given, byAttribute, wanted));
}

function* chosen(
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

function extreme(
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

function reverse({ meter }: Runtime, value: Value): Value {
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

function round(_: Runtime, value: Value, [precision = null, method = null]: readonly Value[]): Value {
  const digits = countOf(precision);
  if (value instanceof Undefined) value.fail();
  const number = numberOf(value);
  if (method !== "common" && method !== "ceil" && method !== "floor") {
    throw argumentError("method must be common, ceil or floor");
  }
  if (number === null) throw typeError("type has no __round__ method");
  if (Math.abs(digits) > 300) throw valueError("precision too big");
  if (method === "common") return typeof number === "bigint" ? roundWhole(number, digits) : roundFloat(number, digits);
  const scale = 10 ** digits;
  return Math[method](Number(number) * scale) / scale;
}

function tojson({ meter }: Runtime, value: Value, given: Arguments): Value {
  const [ensureAscii = null, indentBy = null, separators = null, sortKeys = null] = bind(
    "tojson",
    [
      ["ensure_ascii", false],
      ["indent", null],
      ["separators", null],
      ["sort_keys", false],
    ],
    given,
  );
  if (indentBy !== null && !isString(indentBy)) meter.make(countOf(indentBy));
  const indentText =
    indentBy === null ? null : isString(indentBy) ? plain(indentBy) : " ".repeat(Math.max(0, countOf(indentBy)));
  const [itemSeparator = indentText === null ? ", " : ",", keySeparator = ": "] =
    separators === null ? [] : listOf(meter, separators).map(textOf);
  const options: JsonOptions = {
    ensureAscii: truthy(ensureAscii),
    indent: indentText,
    itemSeparator,
    keySeparator,
    sortKeys: truthy(sortKeys),
  };
  return toJson(meter, value, options);
}

function truncate(
  { meter }: Runtime,
  value: Value,
  [most = null, killWords = null, end = null, leeway = null]: readonly Value[],
): Value {
  if (value instanceof Undefined) value.fail();
  const text = textOf(value);
  const ending = textOf(end);
  const slack = leeway === null ? 5 : countOf(leeway);
  const room = countOf(most) - lengthOf(ending);
  if (room < 0) throw new JinjaError("AssertionError", `expected length >= ${lengthOf(ending)}, got ${countOf(most)}`);
  if (slack < 0) throw new JinjaError("AssertionError", `expected leeway >= 0, got ${slack}`);
  if (lengthOf(text) <= countOf(most) + slack) return value;
  meter.make(text.length + ending.length);
  const cut = between(text, 0, room);
  if (truthy(killWords)) return cut + ending;
  const space = cut.lastIndexOf(" ");
  return (space < 0 ? cut : cut.slice(0, space)) + ending;
}

function urlEncode({ meter }: Runtime, value: Value): Value {
  const quote = (part: Value, isQuery: boolean): string => {
    const text = str(meter, part);
    meter.make(text.length * 9);
    const encoded = encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    return isQuery ? encoded.replaceAll("%20", "+") : encoded.replaceAll("%2F", "/");
  };
  if (isString(value) || numberOf(value) !== null || value === null || value instanceof Callable)
    return quote(value, false);
  const pairs = value instanceof Dict ? Array.from(value.entries(), (pair) => new Tuple(pair)) : listOf(meter, value);
  return pairs
    .map((pair) => {
      const [key = null, item = null] = listOf(meter, pair);
      return `${quote(key, true)}=${quote(item, true)}`;
    })
    .join("&");
}

function xmlAttributes({ meter }: Runtime, value: Value, [autospace = null]: readonly Value[]): Value {
  if (!(value instanceof Dict)) throw new JinjaError("AttributeError", "object has no attribute 'items'");
  const parts: string[] = [];
  for (const [key, item] of value.entries()) {
    if (item === null || item instanceof Undefined) continue;
    if (/[\s/>=]/.test(textOf(key))) throw valueError(`Invalid character in attribute name: ${repr(meter, key)}`);
    parts.push(`${escapeHtml(textOf(key))}="${item instanceof Markup ? item.text : escapeHtml(str(meter, item))}"`);
  }
  const text = parts.join(" ");
  meter.make(text.length);
  return truthy(autospace) && text !== "" ? ` ${text}` : text;
}
