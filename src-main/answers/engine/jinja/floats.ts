/** Python's ways of writing a float. JavaScript rounds ties up where Python rounds by the exact binary value. */

/** As `repr`: the shortest digits that give the same number again. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "0", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentPart(exponent)}`;
  const sign = value < 0 ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

const exponentPart = (exponent: number): string =>
  `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;

/** The exact value of a finite float as a fraction. */
function fraction(value: number): [top: bigint, bottom: bigint] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const raw = Number(bits >> 52n);
  const mantissa = (bits & ((1n << 52n) - 1n)) | (raw === 0 ? 0n : 1n << 52n);
  const exponent = (raw === 0 ? 1 : raw) - 1075;
  return exponent >= 0 ? [mantissa << BigInt(exponent), 1n] : [mantissa, 1n << BigInt(-exponent)];
}

/** Rounded to the nearest whole number, ties to the even one. */
export function divideRounded(top: bigint, bottom: bigint): bigint {
  const whole = top / bottom;
  const twice = (top % bottom) * 2n;
  return twice > bottom || (twice === bottom && whole % 2n === 1n) ? whole + 1n : whole;
}

/** `%.{digits}f` without its sign. */
export function fixed(value: number, digits: number): string {
  const [top, bottom] = fraction(value);
  const text = divideRounded(top * 10n ** BigInt(digits), bottom)
    .toString()
    .padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** This many significant digits, and the power of ten of the first. */
function significant(value: number, count: number): [digits: string, exponent: number] {
  if (value === 0) return ["0".repeat(count), 0];
  const [top, bottom] = fraction(value);
  for (let exponent = Number(value.toExponential().split("e")[1]) + 1; ; exponent--) {
    const shift = BigInt(count - 1 - exponent);
    const rounded =
      shift >= 0n ? divideRounded(top * 10n ** shift, bottom) : divideRounded(top, bottom * 10n ** -shift);
    const digits = rounded.toString();
    if (digits.length === count) return [digits, exponent];
    if (digits.length > count) return [digits.slice(0, count), exponent + 1];
  }
}

/** `%.{digits}e` without its sign. */
export function exponential(value: number, digits: number): string {
  const [all, exponent] = significant(value, digits + 1);
  return `${all.charAt(0)}${digits === 0 ? "" : `.${all.slice(1)}`}e${exponentPart(exponent)}`;
}

/** `%.{digits}g` without its sign. `alternate` keeps trailing zeros. */
export function general(value: number, digits: number, alternate = false): string {
  const count = Math.max(1, digits);
  const [all, exponent] = significant(value, count);
  const trim = (text: string): string =>
    alternate || !text.includes(".") ? text : text.replace(/0+$/, "").replace(/\.$/, "");
  if (exponent < -4 || exponent >= count) {
    const mantissa = count === 1 ? all : `${all.charAt(0)}.${all.slice(1)}`;
    return `${trim(mantissa)}e${exponentPart(exponent)}`;
  }
  return trim(fixed(value, Math.max(0, count - 1 - exponent)));
}
