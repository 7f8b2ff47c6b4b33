import type { BinaryOperator, Comparison } from "./ast.ts";
import { JinjaError, LimitError, typeError } from "./errors.ts";
import { formatPercent } from "./percent-format.ts";
import type { Meter } from "./meter.ts";
import { iterable, iterate } from "./sequences.ts";
import { escapeHtml, str } from "./text.ts";
import {
  Dict,
  DictView,
  Markup,
  Namespace,
  Range,
  Tuple,
  Undefined,
  type Value,
  hash,
  isString,
  plain,
  typeName,
} from "./values.ts";

type Numeric = bigint | number;
/** Longer whole numbers than any template counts to cost time by their square. */
const maxBits = 4096;

/** Bools are numbers in Python. Null for what is none. */
export function numberOf(value: Value): Numeric | null {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "bigint" || typeof value === "number" ? value : null;
}

export function binary(meter: Meter, operator: BinaryOperator, left: Value, right: Value): Value {
  if (left instanceof Undefined) left.fail();
  if (operator === "%" && isString(left)) return formatPercent(meter, left, right);
  if (right instanceof Undefined) right.fail();
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== null && b !== null) return arithmetic(operator, a, b);
  if (operator === "+") {
    const sum = add(meter, left, right);
    if (sum !== undefined) return sum;
  }
  if (operator === "*") {
    const product =
      typeof b === "bigint" ? repeat(meter, left, b) : typeof a === "bigint" ? repeat(meter, right, a) : undefined;
    if (product !== undefined) return product;
  }
  if (operator === "+" && isString(left)) {
    throw typeError(`can only concatenate str (not "${typeName(right)}") to str`);
  }
  const name = operator === "**" ? "** or pow()" : operator;
  throw typeError(`unsupported operand type(s) for ${name}: '${typeName(left)}' and '${typeName(right)}'`);
}

function add(meter: Meter, left: Value, right: Value): Value | undefined {
  if (typeof left === "string" && typeof right === "string") {
    meter.join([left.length, right.length]);
    return left + right;
  }
  if (isString(left) && isString(right)) {
    const text = (part: string | Markup): string => (typeof part === "string" ? escapeHtml(part) : part.text);
    meter.make((plain(left).length + plain(right).length) * 6);
    return new Markup(text(left) + text(right));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    meter.makeItems(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    meter.makeItems(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  return undefined;
}

function repeat(meter: Meter, value: Value, count: bigint): Value | undefined {
  const times = count < 0n ? 0 : Number(count);
  const items = (list: readonly Value[]): Value[] => {
    meter.makeItems(list.length * times);
    return Array.from({ length: list.length * times }, (_, index) => list[index % list.length] ?? null);
  };
  if (isString(value)) {
    const text = plain(value);
    meter.make(text.length * times);
    const repeated = text === "" ? "" : text.repeat(times);
    return typeof value === "string" ? repeated : new Markup(repeated);
  }
  if (Array.isArray(value)) return items(value);
  if (value instanceof Tuple) return new Tuple(items(value.items));
  return undefined;
}

function arithmetic(operator: BinaryOperator, a: Numeric, b: Numeric): Value {
  if (typeof a === "bigint" && typeof b === "bigint") return whole(operator, a, b);
  const x = Number(a);
  const y = Number(b);
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "**":
      if (x === 0 && y < 0) throw divisionByZero("0.0 cannot be raised to a negative power");
      return x ** y;
    default:
      if (y === 0) throw divisionByZero(operator === "%" ? "float modulo" : "float division by zero");
      if (operator === "/") return x / y;
      return operator === "//" ? Math.floor(x / y) : floorRest(x, y);
  }
}

/** The rest has the divisor's sign. */
function floorRest(x: number, y: number): number {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

function whole(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case "+":
      return bounded(a + b);
    case "-":
      return bounded(a - b);
    case "*":
      return bounded(a * b);
    case "**":
      return power(a, b);
    default:
      if (b === 0n) throw divisionByZero(operator === "/" ? "division by zero" : "integer division or modulo by zero");
      if (operator === "/") return Number(a) / Number(b);
      return operator === "//" ? floorDivide(a, b) : a - floorDivide(a, b) * b;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function power(base: bigint, exponent: bigint): Value {
  if (exponent < 0n) {
    if (base === 0n) throw divisionByZero("0.0 cannot be raised to a negative power");
    return Number(base) ** Number(exponent);
  }
  const bits = BigInt((base < 0n ? -base : base).toString(2).length);
  if (base > 1n || base < -1n) if (bits * exponent > BigInt(maxBits)) throw new LimitError("it counts too far");
  return base ** exponent;
}

function bounded(value: bigint): bigint {
  if (BigInt.asIntN(maxBits, value) !== value) throw new LimitError("it counts too far");
  return value;
}

const divisionByZero = (message: string): JinjaError => new JinjaError("ZeroDivisionError", message);

export function negative(value: Value): Value {
  if (value instanceof Undefined) value.fail();
  const number = numberOf(value);
  if (number === null) throw typeError(`bad operand type for unary -: '${typeName(value)}'`);
  return -number;
}

export function positive(value: Value): Value {
  if (value instanceof Undefined) value.fail();
  const number = numberOf(value);
  if (number === null) throw typeError(`bad operand type for unary +: '${typeName(value)}'`);
  return number;
}

/** Python's `==`. */
export function equal(meter: Meter, left: Value, right: Value, depth = 0): boolean {
  meter.step();
  if (depth > 100) throw typeError("maximum recursion depth exceeded in comparison");
  if (left === right) return true;
  const a = numberOf(left);
  const b = numberOf(right);
  // eslint-disable-next-line eqeqeq -- between a bigint and a number only the loose one compares by value, exactly
  if (a !== null && b !== null) return a == b;
  if (isString(left) && isString(right)) {
    meter.read(Math.min(plain(left).length, plain(right).length));
    return plain(left) === plain(right);
  }
  const same = (xs: readonly Value[], ys: readonly Value[]): boolean =>
    xs.length === ys.length && xs.every((x, index) => equal(meter, x, ys[index] ?? null, depth + 1));
  if (Array.isArray(left) && Array.isArray(right)) return same(left, right);
  if (left instanceof Tuple && right instanceof Tuple) return same(left.items, right.items);
  if (left instanceof Range && right instanceof Range) return same([...rangeOf(left)], [...rangeOf(right)]);
  if (left instanceof Undefined && right instanceof Undefined) return true;
  if (left instanceof Dict && right instanceof Dict) {
    if (left.size !== right.size) return false;
    for (const [key, value] of left.entries()) {
      const other = right.get(key);
      if (other === undefined || !equal(meter, value, other, depth + 1)) return false;
    }
    return true;
  }
  if (left instanceof DictView && right instanceof DictView && left.kind === "keys" && right.kind === "keys") {
    return left.dict.size === right.dict.size && [...left.dict.entries()].every(([key]) => right.dict.has(key));
  }
  return false;
}

const rangeOf = (range: Range): Value[] =>
  range.length === 0 ? [] : [BigInt(range.length), range.start, range.length === 1 ? 0n : range.step];

/** Python's `<`. Throws TypeError for what has no order. */
export function less(meter: Meter, left: Value, right: Value, sign = "<"): boolean {
  meter.step();
  if (left instanceof Undefined) left.fail();
  if (right instanceof Undefined) right.fail();
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== null && b !== null) return a < b;
  if (isString(left) && isString(right)) {
    meter.read(Math.min(plain(left).length, plain(right).length));
    return comparePoints(plain(left), plain(right)) < 0;
  }
  const [xs, ys] =
    Array.isArray(left) && Array.isArray(right)
      ? [left, right]
      : left instanceof Tuple && right instanceof Tuple
        ? [left.items, right.items]
        : [null, null];
  if (xs === null || ys === null) {
    throw typeError(`'${sign}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
  }
  for (let index = 0; index < Math.min(xs.length, ys.length); index++) {
    const x = xs[index] ?? null;
    const y = ys[index] ?? null;
    if (!equal(meter, x, y)) return less(meter, x, y, sign);
  }
  return xs.length < ys.length;
}

/** By code points, where JavaScript compares halves of them. */
function comparePoints(left: string, right: string): number {
  if (left === right) return 0;
  let at = 0;
  while (at < left.length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) ? -1 : 1;
  // Halves of a pair are of characters above all others.
  const rank = (code: number): number => (code >= 0xd800 && code <= 0xdfff ? code + 0x10000 : code);
  return rank(a) - rank(b);
}

export function compare(meter: Meter, operator: Comparison, left: Value, right: Value): boolean {
  switch (operator) {
    case "==":
      return equal(meter, left, right);
    case "!=":
      return !equal(meter, left, right);
    case "<":
      return less(meter, left, right);
    case ">":
      return less(meter, right, left, ">");
    case "<=":
      return unordered(left, right) ? false : !less(meter, right, left, "<=");
    case ">=":
      return unordered(left, right) ? false : !less(meter, left, right, ">=");
    case "in":
      return contains(meter, right, left);
    case "not in":
      return !contains(meter, right, left);
  }
}

const unordered = (left: Value, right: Value): boolean => Number.isNaN(left) || Number.isNaN(right);

/** Python's `item in container`. */
export function contains(meter: Meter, container: Value, item: Value): boolean {
  if (isString(container)) {
    if (item instanceof Undefined || !isString(item)) {
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    }
    meter.search(plain(container).length, plain(item));
    return plain(container).includes(plain(item));
  }
  if (container instanceof Dict) return container.has(item);
  if (container instanceof DictView && container.kind === "keys") return container.dict.has(item);
  if (container instanceof Namespace || iterable(container) === null) {
    throw typeError(`argument of type '${typeName(container)}' is not iterable`);
  }
  for (const candidate of iterate(meter, container)) if (equal(meter, candidate, item)) return true;
  return false;
}

/** Stable, as Python's `sorted`. */
export function sorted<T>(meter: Meter, items: readonly T[], key: (item: T) => Value, reverse = false): T[] {
  meter.makeItems(items.length);
  const keyed = items.map((item) => ({ item, key: key(item) }));
  const [up, down] = reverse ? [1, -1] : [-1, 1];
  keyed.sort((a, b) => (less(meter, a.key, b.key) ? up : less(meter, b.key, a.key) ? down : 0));
  return keyed.map(({ item }) => item);
}

/** Python's `set`: what is equal to one before is left out. */
export function firstOfEach(items: Iterable<Value>, key: (item: Value) => Value): Value[] {
  const seen = new Set<string>();
  return Array.from(items).filter((item) => {
    const hashed = hash(key(item));
    if (seen.has(hashed)) return false;
    seen.add(hashed);
    return true;
  });
}

/** `~`: all parts as text, whatever they are. */
export function concatenate(meter: Meter, parts: readonly Value[]): string {
  const texts = parts.map((part) => str(meter, part));
  meter.join(texts.map(({ length }) => length));
  // Not `join`, which copies: templates gather a whole conversation in one text, message by message.
  return texts.reduce((whole, text) => whole + text, "");
}
