import { attributeGetter, attributesGetter, lowered } from "./attribute-getter.ts";
import { JinjaError, argumentError, typeError, valueError } from "./errors.ts";
import { type JsonOptions, toJson } from "./json.ts";
import { parseFloatPython, parseIntPython, roundFloat, roundWhole } from "./numbers.ts";
import { binary, firstOfEach, less, negative, numberOf, sorted } from "./operators.ts";
import { type Parameter, bind, countOf, textOf } from "./parameters.ts";
import { formatPercent } from "./percent-format.ts";
import type { Runtime } from "./runtime.ts";
import { batch, slices, dictSort, groupBy, join, map, chosen, extreme, reverse, once } from "./sequence-filters.ts";
import { iterate, len, listOf, truthy } from "./sequences.ts";
import { capitalize, replace, stringMethods } from "./string-methods.ts";
import { stripped } from "./string-splits.ts";
import { fileSize, indent, truncate, urlEncode, xmlAttributes, keepMarkup } from "./text-filters.ts";
import { escapeHtml, repr, str } from "./text.ts";
import { type Arguments, type Value, Dict, Markup, OnceIterator, Tuple, Undefined, isString, plain } from "./values.ts";
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

/** `select` and its three relatives. */
function choose(byAttribute: boolean, wanted: boolean): Filter {
  return (runtime, value, given) => once(chosen(runtime, value, given, byAttribute, wanted));
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
