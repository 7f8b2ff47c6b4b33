import { between, lengthOf, pointsBefore, pointsOf } from "./code-points.ts";
import { typeError, valueError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { type Parameter, bind, countOf, textOf, textsOf } from "./parameters.ts";
import { listOf } from "./sequences.ts";
import { type Slice, slicePlaces } from "./slices.ts";
import { leading, nonEmpty, split, splitFromRight, splitLines, stripped } from "./string-splits.ts";
import { type Arguments, Dict, Tuple, type Value, isString, plain, typeName } from "./values.ts";

type Method = (meter: Meter, text: string, given: Arguments) => Value;

const letters = /\p{L}/u;

const method =
  (
    name: string,
    parameters: readonly Parameter[],
    work: (meter: Meter, text: string, values: readonly Value[]) => Value,
  ): Method =>
  (meter, text, given) => {
    meter.read(text.length);
    return work(meter, text, bind(name, parameters, given));
  };
/** One that takes nothing and makes a string of about the same length. */
const change = (name: string, work: (text: string) => string): [string, Method] => [
  name,
  method(name, [], (meter, text) => {
    meter.make(text.length);
    return work(text);
  }),
];
const ask = (name: string, work: (text: string) => boolean): [string, Method] => [
  name,
  method(name, [], (_, text) => work(text)),
];
const find = (name: string, last: boolean, missing: () => Value): [string, Method] => [
  name,
  method(name, [["sub"], ["start", null], ["end", null]], (meter, text, [sub = null, start = null, end = null]) => {
    const [from, to] = span(text, start, end);
    const part = between(text, from, to);
    const sought = textOf(sub);
    meter.search(part.length, sought);
    const at = last ? part.lastIndexOf(sought) : part.indexOf(sought);
    return at < 0 || from > to ? missing() : BigInt(from + pointsBefore(part, at));
  }),
];

export const stringMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  change("upper", (text) => text.toUpperCase()),
  change("lower", (text) => text.toLowerCase()),
  change("casefold", (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ")),
  change("capitalize", capitalize),
  change("title", (text) => text.replace(/\p{L}[\p{L}\p{M}]*/gu, capitalize)),
  change("swapcase", (text) =>
    text.replace(/\p{L}/gu, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    ),
  ),
  ask("isalpha", (text) => /^\p{L}+$/u.test(text)),
  ask("isalnum", (text) => /^[\p{L}\p{N}]+$/u.test(text)),
  ask("isdigit", (text) => /^[\p{Nd}²³¹⁰-⁹₀-₉]+$/u.test(text)),
  ask("isdecimal", (text) => /^\p{Nd}+$/u.test(text)),
  ask("isnumeric", (text) => /^\p{N}+$/u.test(text)),
  ask("isspace", (text) => text.replace(leading, "") === "" && text !== ""),
  ask("islower", isLower),
  ask("isupper", isUpper),
  ask("istitle", (text) => letters.test(text) && text === text.replace(/\p{L}[\p{L}\p{M}]*/gu, capitalize)),
  ask("isascii", (text) => /^[\0-\x7f]*$/.test(text)),
  ask("isidentifier", (text) => /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(text)),
  ask("isprintable", (text) => !/(?! )[\p{C}\p{Z}]/u.test(text)),
  ["strip", strip("strip", true, true)],
  ["lstrip", strip("lstrip", true, false)],
  ["rstrip", strip("rstrip", false, true)],
  [
    "startswith",
    method(
      "startswith",
      [["prefix"], ["start", null], ["end", null]],
      (_, text, [prefix = null, start = null, end = null]) => {
        const [from, to] = span(text, start, end);
        const part = between(text, from, to);
        return textsOf(prefix, "startswith").some((one) => from <= to && part.startsWith(one));
      },
    ),
  ],
  [
    "endswith",
    method(
      "endswith",
      [["suffix"], ["start", null], ["end", null]],
      (_, text, [suffix = null, start = null, end = null]) => {
        const [from, to] = span(text, start, end);
        const part = between(text, from, to);
        return textsOf(suffix, "endswith").some((one) => from <= to && part.endsWith(one));
      },
    ),
  ],
  [
    "removeprefix",
    method("removeprefix", [["prefix"]], (_, text, [prefix = null]) =>
      text.startsWith(textOf(prefix)) ? text.slice(textOf(prefix).length) : text,
    ),
  ],
  [
    "removesuffix",
    method("removesuffix", [["suffix"]], (_, text, [suffix = null]) =>
      textOf(suffix) !== "" && text.endsWith(textOf(suffix)) ? text.slice(0, -textOf(suffix).length) : text,
    ),
  ],
  find("find", false, () => -1n),
  find("rfind", true, () => -1n),
  find("index", false, notFound),
  find("rindex", true, notFound),
  [
    "count",
    method(
      "count",
      [["sub"], ["start", null], ["end", null]],
      (meter, text, [sub = null, start = null, end = null]) => {
        const [from, to] = span(text, start, end);
        const part = between(text, from, to);
        if (from > to) return 0n;
        const sought = textOf(sub);
        meter.search(part.length, sought);
        return BigInt(sought === "" ? lengthOf(part) + 1 : part.split(sought).length - 1);
      },
    ),
  ],
  [
    "replace",
    method("replace", [["old"], ["new"], ["count", -1n]], (meter, text, [old = null, by = null, count = null]) =>
      replace(meter, text, textOf(old), textOf(by), countOf(count)),
    ),
  ],
  [
    "split",
    method(
      "split",
      [
        ["sep", null],
        ["maxsplit", -1n],
      ],
      (meter, text, [separator = null, most = null]) => split(meter, text, separator, countOf(most)),
    ),
  ],
  [
    "rsplit",
    method(
      "rsplit",
      [
        ["sep", null],
        ["maxsplit", -1n],
      ],
      (meter, text, [separator = null, most = null]) => splitFromRight(meter, text, separator, countOf(most)),
    ),
  ],
  [
    "splitlines",
    method("splitlines", [["keepends", false]], (meter, text, [keep = null]) => splitLines(meter, text, keep === true)),
  ],
  [
    "partition",
    method("partition", [["sep"]], (meter, text, [separator = null]) => {
      meter.search(text.length, nonEmpty(separator));
      const at = text.indexOf(textOf(separator));
      return new Tuple(at < 0 ? [text, "", ""] : cut(text, at, textOf(separator)));
    }),
  ],
  [
    "rpartition",
    method("rpartition", [["sep"]], (meter, text, [separator = null]) => {
      meter.search(text.length, nonEmpty(separator));
      const at = text.lastIndexOf(textOf(separator));
      return new Tuple(at < 0 ? ["", "", text] : cut(text, at, textOf(separator)));
    }),
  ],
  [
    "join",
    method("join", [["iterable"]], (meter, text, [items = null]) => {
      const parts = listOf(meter, items).map((item, index) => {
        if (isString(item)) return plain(item);
        throw typeError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
      });
      meter.make(parts.reduce((sum, part) => sum + part.length + text.length, 0));
      return parts.join(text);
    }),
  ],
  ["center", justify("center", (room, width) => Math.floor(room / 2) + ((room % 2) & (width % 2)))],
  ["ljust", justify("ljust", () => 0)],
  ["rjust", justify("rjust", (room) => room)],
  [
    "zfill",
    method("zfill", [["width"]], (meter, text, [width = null]) => {
      const room = countOf(width) - lengthOf(text);
      if (room <= 0) return text;
      meter.make(countOf(width));
      return text.replace(/^[-+]?/, (sign) => sign + "0".repeat(room));
    }),
  ],
  [
    "expandtabs",
    method("expandtabs", [["tabsize", 8n]], (meter, text, [size = null]) => {
      meter.make(text.length * Math.max(1, countOf(size)));
      return expandTabs(text, countOf(size));
    }),
  ],
  [
    "translate",
    method("translate", [["table"]], (meter, text, [table = null]) => {
      if (!(table instanceof Dict)) throw typeError("'table' must be a mapping");
      const translated = pointsOf(text).map((point) => {
        const by = table.get(BigInt(point.codePointAt(0) ?? 0));
        if (by === undefined) return point;
        return by === null ? "" : typeof by === "bigint" ? String.fromCodePoint(Number(by)) : textOf(by);
      });
      meter.make(translated.reduce((sum, part) => sum + part.length, 0));
      return translated.join("");
    }),
  ],
]);

function notFound(): never {
  throw valueError("substring not found");
}

export function capitalize(text: string): string {
  const [first = ""] = text;
  const upper = pointsOf(first.toUpperCase());
  return (upper[0] ?? "") + upper.slice(1).join("").toLowerCase() + text.slice(first.length).toLowerCase();
}

export function isLower(text: string): boolean {
  return /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text);
}

function span(text: string, start: Value, stop: Value): [number, number] {
  const length = lengthOf(text);
  const place = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const given = countOf(value);
    return given < 0 ? Math.max(0, given + length) : given;
  };
  return [place(start, 0), Math.min(place(stop, length), length)];
}

function strip(name: string, left: boolean, right: boolean): Method {
  return method(name, [["chars", null]], (_, text, [chars = null]) =>
    stripped(text, chars === null ? null : textOf(chars), left, right),
  );
}

export function replace(meter: Meter, text: string, old: string, by: string, most: number): string {
  const limit = most < 0 ? Infinity : most;
  if (limit === 0) return text;
  meter.search(text.length, old);
  const pieces = old === "" ? ["", ...pointsOf(text), ""] : text.split(old);
  const times = Math.min(pieces.length - 1, limit);
  meter.make(text.length + by.length * times);
  if (times === pieces.length - 1) return pieces.join(by);
  return pieces.slice(0, times + 1).join(by) + old + pieces.slice(times + 1).join(old);
}

const cut = (text: string, at: number, separator: string): string[] => [
  text.slice(0, at),
  separator,
  text.slice(at + separator.length),
];

function justify(name: string, before: (room: number, width: number) => number): Method {
  return method(name, [["width"], ["fillchar", " "]], (meter, text, [width = null, fill = null]) => {
    const wide = countOf(width);
    if (lengthOf(textOf(fill)) !== 1) throw typeError("The fill character must be exactly one character long");
    const room = wide - lengthOf(text);
    if (room <= 0) return text;
    meter.make(wide * 2);
    const left = before(room, wide);
    return textOf(fill).repeat(left) + text + textOf(fill).repeat(room - left);
  });
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  return Array.from(text, (character) => {
    if (character === "\n" || character === "\r") column = 0;
    else if (character !== "\t") column++;
    else {
      const width = size > 0 ? size - (column % size) : 0;
      column += width;
      return " ".repeat(width);
    }
    return character;
  }).join("");
}

/** `text[start:stop:step]`. */
export function sliceText(meter: Meter, text: string, slice: Slice): string {
  meter.make(text.length);
  if (slice.step === null) {
    // Nearly all: the places are a run.
    const places = slicePlaces(lengthOf(text), slice);
    let first = -1;
    let count = 0;
    for (const place of places) {
      if (first < 0) first = place;
      count++;
    }
    return first < 0 ? "" : between(text, first, first + count);
  }
  const points = pointsOf(text);
  return Array.from(slicePlaces(points.length, slice), (place) => points[place]).join("");
}
