import { between, lengthOf } from "./code-points.ts";
import { JinjaError, typeError, valueError } from "./errors.ts";
import { exponential, fixed, general } from "./floats.ts";
import type { Meter } from "./meter.ts";
import { ascii } from "./str-format.ts";
import { escapeHtml, repr, str } from "./text.ts";
import { Dict, Markup, Tuple, Undefined, type Value, isString, plain, typeName } from "./values.ts";

/** A key ends before the next bracket of either kind, so that no text is looked through again for every "%(". */
const directive = /%(?:\(([^()]*)\))?([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([\s\S])?/g;
const maxPrecision = 400;

/** Python's `text % values`. */
export function formatPercent(meter: Meter, template: string | Markup, values: Value): string | Markup {
  const isMarkup = template instanceof Markup;
  const list = values instanceof Tuple ? values.items : [values];
  let used = 0;
  let named = false;
  const next = (): Value => {
    const value = list[used++];
    if (value === undefined) throw typeError("not enough arguments for format string");
    return value;
  };
  const count = (text: string | undefined): number | null => {
    if (text === undefined) return null;
    if (text !== "*") return Number(text);
    const value = next();
    if (typeof value !== "bigint") throw typeError("* wants int");
    return Number(value);
  };
  const result = plain(template).replace(
    directive,
    (...[, key, flags, width, precision, type]: [string, string?, string?, string?, string?, string?]) => {
      meter.step();
      const signs = flags ?? "";
      if (type === undefined) throw valueError("incomplete format");
      const wide = count(width);
      const digits = count(precision);
      if (type === "%") return "%";
      let value: Value;
      if (key === undefined) value = next();
      else {
        named = true;
        if (!(values instanceof Dict)) throw typeError("format requires a mapping");
        const found = values.get(key);
        if (found === undefined) throw new JinjaError("KeyError", repr(meter, key));
        value = found;
      }
      const text =
        isMarkup && "sr".includes(type) ? markupText(meter, value) : converted(meter, value, type, signs, digits);
      return padded(meter, text, signs, wide ?? 0, type);
    },
  );
  const isMapping = values instanceof Dict || Array.isArray(values);
  if (used < list.length && !named && !(isMapping && used === 0)) {
    throw typeError("not all arguments converted during string formatting");
  }
  meter.make(result.length);
  return isMarkup ? new Markup(result) : result;
}

const markupText = (meter: Meter, value: Value): string =>
  value instanceof Markup ? value.text : escapeHtml(str(meter, value));

function converted(meter: Meter, value: Value, type: string, flags: string, precision: number | null): string {
  if (precision !== null && precision > maxPrecision && type !== "s") throw valueError("precision too big");
  switch (type) {
    case "s":
    case "r":
    case "a": {
      const text = type === "s" ? str(meter, value) : type === "r" ? repr(meter, value) : ascii(repr(meter, value));
      return precision === null ? text : between(text, 0, precision);
    }
    case "c":
      if (isString(value) && lengthOf(plain(value)) === 1) return plain(value);
      if (typeof value === "bigint" && value >= 0n && value <= 0x10ffffn) return String.fromCodePoint(Number(value));
      throw typeError("%c requires int or char");
    case "d":
    case "i":
    case "u":
      return signed(wholeOf(value, type), 10, flags, precision);
    case "o":
    case "x":
    case "X": {
      if (typeof value === "number") throw typeError(`%${type} format: an integer is required, not float`);
      const text = signed(wholeOf(value, type), type === "o" ? 8 : 16, flags, precision);
      const prefixed = flags.includes("#") ? text.replace(/^([-+ ]?)/, `$10${type}`) : text;
      return type === "X" ? prefixed.toUpperCase() : prefixed;
    }
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return float(value, type, flags, precision ?? 6);
    default:
      throw valueError(`unsupported format character '${type}' (0x${(type.codePointAt(0) ?? 0).toString(16)})`);
  }
}

function wholeOf(value: Value, type: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number" && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (value instanceof Undefined) value.fail();
  throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
}

function signed(value: bigint, radix: number, flags: string, precision: number | null): string {
  const digits = (value < 0n ? -value : value).toString(radix).padStart(precision ?? 0, "0");
  return sign(value < 0n, flags) + digits;
}

function float(value: Value, type: string, flags: string, precision: number): string {
  const given = typeof value === "bigint" ? Number(value) : typeof value === "boolean" ? Number(value) : value;
  if (given instanceof Undefined) given.fail();
  if (typeof given !== "number") throw typeError(`must be real number, not ${typeName(value)}`);
  const size = Math.abs(given);
  const kind = type.toLowerCase();
  const text = !Number.isFinite(size)
    ? Number.isNaN(size)
      ? "nan"
      : "inf"
    : kind === "f"
      ? fixed(size, precision)
      : kind === "e"
        ? exponential(size, precision)
        : general(size, precision, flags.includes("#"));
  const cased = type === kind ? text : text.toUpperCase();
  return sign(given < 0 || Object.is(given, -0), flags) + cased;
}

const sign = (minus: boolean, flags: string): string =>
  minus ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";

function padded(meter: Meter, text: string, flags: string, width: number, type: string): string {
  const room = Math.abs(width) - lengthOf(text);
  if (room <= 0) return text;
  meter.make(Math.abs(width));
  if (flags.includes("-") || width < 0) return text + " ".repeat(room);
  if (flags.includes("0") && !"sracm".includes(type)) {
    return text.replace(/^([-+ ]?(?:0[xXo])?)/, (prefix) => prefix + "0".repeat(room));
  }
  return " ".repeat(room) + text;
}
