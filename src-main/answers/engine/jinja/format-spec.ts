import { between, lengthOf } from "./code-points.ts";
import { JinjaError, typeError, valueError } from "./errors.ts";
import { exponential, fixed, floatRepr, general } from "./floats.ts";
import type { Meter } from "./meter.ts";
import { str } from "./text.ts";
import { Undefined, type Value, isString, plain, typeName } from "./values.ts";

interface Spec {
  fill: string;
  align: string;
  sign: string;
  alternate: boolean;
  zero: boolean;
  width: number;
  grouping: string;
  precision: number | null;
  type: string;
}

/** More digits than any float has. */
const maxPrecision = 400;
const pattern =
  /^(?:(?<fill>[\s\S])?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<z>z)?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/u;

function parseSpec(text: string): Spec {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) throw valueError("Invalid format specifier");
  return {
    fill: groups["fill"] ?? "",
    align: groups["align"] ?? "",
    sign: groups["sign"] ?? "-",
    alternate: groups["alternate"] !== undefined,
    zero: groups["zero"] !== undefined,
    width: Number(groups["width"] ?? 0),
    grouping: groups["grouping"] ?? "",
    precision: groups["precision"] === undefined ? null : Number(groups["precision"]),
    type: groups["type"] ?? "",
  };
}

/** Python's `format(value, spec)`. */
export function formatValue(meter: Meter, value: Value, spec: string): string {
  if (spec === "") return str(meter, value);
  if (isString(value)) return formatText(meter, plain(value), parseSpec(spec));
  if (typeof value === "bigint") return formatWhole(meter, value, parseSpec(spec));
  if (typeof value === "boolean") return formatWhole(meter, value ? 1n : 0n, parseSpec(spec));
  if (typeof value === "number") return formatFloat(meter, value, parseSpec(spec));
  if (value instanceof Undefined) value.fail();
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

function formatText(meter: Meter, text: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownCode(spec.type, "str");
  if (spec.sign !== "-") throw valueError("Sign not allowed in string format specifier");
  if (spec.align === "=") throw valueError("'=' alignment not allowed in string format specifier");
  const cut = spec.precision === null ? text : between(text, 0, spec.precision);
  return pad(meter, { sign: "", body: cut }, spec, "<");
}

const radixes: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16, d: 10, n: 10, "": 10 };

function formatWhole(meter: Meter, value: bigint, spec: Spec): string {
  const { type } = spec;
  if (type !== "" && "eEfFgG%".includes(type)) return formatFloat(meter, Number(value), spec);
  if (spec.precision !== null) throw valueError("Precision not allowed in integer format specifier");
  if (type === "c") {
    if (value < 0n || value > 0x10ffffn) throw new JinjaError("OverflowError", "%c arg not in range(0x110000)");
    return pad(meter, { sign: "", body: String.fromCodePoint(Number(value)) }, spec, "<");
  }
  const radix = radixes[type];
  if (radix === undefined) throw unknownCode(type, "int");
  const digits = (value < 0n ? -value : value).toString(radix);
  const prefix = spec.alternate && radix !== 10 ? `0${type}` : "";
  const groupSize = radix === 10 ? 3 : 4;
  const body = group(type === "X" ? digits.toUpperCase() : digits, spec.grouping, groupSize);
  return pad(meter, { sign: signOf(value < 0n, spec) + prefix, body, groupSize }, spec, ">");
}

function formatFloat(meter: Meter, value: number, spec: Spec): string {
  const { type } = spec;
  if (type !== "" && !"eEfFgGn%".includes(type)) throw unknownCode(type, "float");
  const minus = value < 0 || Object.is(value, -0);
  const text = Number.isFinite(value) ? finite(Math.abs(value), spec) : Number.isNaN(value) ? "nan" : "inf";
  const cased = type === "E" || type === "F" || type === "G" ? text.toUpperCase() : text;
  const body = type === "%" && !cased.endsWith("%") ? `${cased}%` : cased;
  const [, digits = "", rest = ""] = /^(\d*)([\s\S]*)$/.exec(body) ?? [];
  return pad(meter, { sign: signOf(minus, spec), body: group(digits, spec.grouping, 3) + rest }, spec, ">");
}

function finite(value: number, { type, precision, alternate }: Spec): string {
  if ((precision ?? 0) > maxPrecision) throw valueError("precision too big");
  const digits = precision ?? 6;
  switch (type.toLowerCase()) {
    case "f":
      return fixed(value, digits);
    case "%":
      return `${fixed(value * 100, digits)}%`;
    case "e":
      return exponential(value, digits);
    case "":
      if (precision === null) return floatRepr(value);
      return withPoint(general(value, precision));
    default:
      return general(value, digits, alternate);
  }
}

/** Without a type a float always shows that it is one. */
const withPoint = (text: string): string => (/[.e]/.test(text) ? text : `${text}.0`);

const signOf = (minus: boolean, { sign }: Spec): string => (minus ? "-" : sign === "-" ? "" : sign);

function group(digits: string, separator: string, size: number): string {
  if (separator === "") return digits;
  return digits.replace(new RegExp(`\\B(?=(?:[\\da-fA-F]{${size}})+$)`, "g"), separator);
}

/** A value as text: what stays in front of padding, the rest, and how many digits a group has. */
interface Written {
  sign: string;
  body: string;
  groupSize?: number;
}

function pad(meter: Meter, { sign, body, groupSize = 3 }: Written, spec: Spec, usual: string): string {
  const room = spec.width - lengthOf(sign + body);
  if (room <= 0) return sign + body;
  meter.make(spec.width);
  const align = spec.align === "" ? (spec.zero && usual === ">" ? "=" : usual) : spec.align;
  const fill = spec.fill === "" ? (spec.zero ? "0" : " ") : spec.fill;
  if (align === "=") {
    if (fill === "0" && spec.grouping !== "") return sign + zeros(body, spec, spec.width - sign.length, groupSize);
    return sign + fill.repeat(room) + body;
  }
  const before = align === "<" ? 0 : align === ">" ? room : Math.floor(room / 2);
  return fill.repeat(before) + sign + body + fill.repeat(room - before);
}

/** Zeros in front are grouped like the digits; one more where a separator would come first. */
function zeros(body: string, { grouping }: Spec, width: number, size: number): string {
  const [, digits = "", rest = ""] = /^([\da-fA-F,_]*)([\s\S]*)$/.exec(body) ?? [];
  let bare = digits.replace(/[,_]/g, "");
  while (group(bare, grouping, size).length + rest.length < width) bare = `0${bare}`;
  return group(bare, grouping, size) + rest;
}

const unknownCode = (type: string, of: string): JinjaError =>
  valueError(`Unknown format code '${type}' for object of type '${of}'`);
