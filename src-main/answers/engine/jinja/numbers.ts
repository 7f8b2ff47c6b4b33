import { divideRounded, fixed } from "./floats.ts";
import { stripped } from "./string-splits.ts";
import { Undefined, type Value, isString, plain } from "./values.ts";

const digitsOf = (base: number): string =>
  base <= 10 ? `[0-${base - 1}]` : `[0-9a-${String.fromCharCode(86 + base)}]`;

/** Python's `int(value, base)`, and for a text that is not a whole number `int(float(value))`. Null where both fail. */
export function parseIntPython(value: Value, base: number): bigint | null {
  if (value instanceof Undefined) value.fail();
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (isString(value)) {
    const whole = parseWhole(stripped(plain(value), null), base);
    if (whole !== null) return whole;
  }
  const number = parseFloatPython(value);
  return number === null || !Number.isFinite(number) ? null : BigInt(Math.trunc(number));
}

/** Longer ones Python refuses as well. */
const maxDigits = 4300;

function parseWhole(text: string, base: number): bigint | null {
  if (base !== 0 && (base < 2 || base > 36)) return null;
  const [, sign = "", prefix = "", rest = ""] = /^([-+]?)(0[xob](?=_?[\da-f]))?([\s\S]*)$/i.exec(text) ?? [];
  const prefixBase = { "0x": 16, "0o": 8, "0b": 2 }[prefix.toLowerCase()];
  const usesPrefix = prefixBase !== undefined && (base === 0 || base === prefixBase);
  const radix = usesPrefix ? prefixBase : base === 0 ? 10 : base;
  const digits = usesPrefix ? rest.replace(/^_/, "") : prefix + rest;
  if (digits.length > maxDigits) return null;
  if (!new RegExp(`^${digitsOf(radix)}+(?:_${digitsOf(radix)}+)*$`, "i").test(digits)) return null;
  let value = 0n;
  for (const digit of digits.replaceAll("_", "")) value = value * BigInt(radix) + BigInt(parseInt(digit, radix));
  return sign === "-" ? -value : value;
}

/** Python's `float(value)`; null where it fails. */
export function parseFloatPython(value: Value): number | null {
  if (value instanceof Undefined) value.fail();
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (!isString(value)) return null;
  const text = stripped(plain(value), null).toLowerCase();
  const special = /^([-+]?)(inf(?:inity)?|nan)$/.exec(text);
  if (special !== null) return special[2] === "nan" ? NaN : special[1] === "-" ? -Infinity : Infinity;
  const digits = "\\d+(?:_\\d+)*";
  // Two runs of digits are never side by side: where one ends would be tried at every digit.
  const pattern = new RegExp(`^[-+]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[-+]?${digits})?$`);
  return pattern.test(text) ? Number(text.replaceAll("_", "")) : null;
}

/** Python's `round`: to the even one where two are as near. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const size = Math.abs(value);
  const rounded = digits >= 0 ? Number(fixed(size, digits)) : Number(roundWhole(BigInt(Math.round(size)), digits));
  return value < 0 ? -rounded : rounded;
}

export function roundWhole(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  const unit = 10n ** BigInt(-digits);
  const rounded = divideRounded(value < 0n ? -value : value, unit) * unit;
  return value < 0n ? -rounded : rounded;
}
