import { JinjaError, typeError } from "./errors.ts";

/**
 * Python's values as a template sees them. None is null, an int a bigint, a float a number, a list an array; the others
 * are classes further down. Strings are counted by code points, see `code-points.ts`.
 */
export type Value = null | boolean | bigint | number | string | Value[] | PythonObject;

export abstract class PythonObject {
  /** As Python's `type(x).__name__`. */
  abstract readonly typeName: string;
}

export class Tuple extends PythonObject {
  readonly typeName: string = "tuple";
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
}

/** What `groupby` gives: a tuple with names. */
export class GroupTuple extends Tuple {
  override readonly typeName = "_GroupTuple";
}

/** A string that is HTML already: adding to it escapes what is added. */
export class Markup extends PythonObject {
  readonly typeName = "Markup";
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

/** Keeps the order in which keys were added; 1, 1.0 and True are one key, as in Python. */
export class Dict extends PythonObject {
  readonly typeName = "dict";
  readonly #entries = new Map<string, readonly [Value, Value]>();

  static of(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }
  get size(): number {
    return this.#entries.size;
  }
  get(key: Value): Value | undefined {
    return this.#entries.get(hash(key))?.[1];
  }
  has(key: Value): boolean {
    return this.#entries.has(hash(key));
  }
  set(key: Value, value: Value): void {
    const hashed = hash(key);
    this.#entries.set(hashed, [this.#entries.get(hashed)?.[0] ?? key, value]);
  }
  entries(): IterableIterator<readonly [Value, Value]> {
    return this.#entries.values();
  }
}

/** What may be a key, as text that is the same for equal keys. Throws TypeError for what Python cannot hash. */
export function hash(key: Value): string {
  if (typeof key === "string") return `s${key}`;
  if (key instanceof Markup) return `s${key.text}`;
  if (typeof key === "boolean") return key ? "n1" : "n0";
  if (typeof key === "bigint") return `n${key}`;
  if (typeof key === "number") return Number.isInteger(key) ? `n${BigInt(key)}` : `n${key}`;
  if (key === null) return "N";
  if (key instanceof Tuple) return `(${key.items.map((item) => JSON.stringify(hash(item))).join()})`;
  if (Array.isArray(key) || key instanceof Dict || key instanceof DictView) {
    throw typeError(`unhashable type: '${typeName(key)}'`);
  }
  return `o${identity(key)}`;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;
function identity(object: object): number {
  let found = identities.get(object);
  if (found === undefined) identities.set(object, (found = ++lastIdentity));
  return found;
}

export class DictView extends PythonObject {
  readonly typeName: string;
  readonly kind: "keys" | "values" | "items";
  readonly dict: Dict;
  constructor(kind: "keys" | "values" | "items", dict: Dict) {
    super();
    this.typeName = `dict_${kind}`;
    this.kind = kind;
    this.dict = dict;
  }
}

/** Python's `range`: made as it is asked for. */
export class Range extends PythonObject {
  readonly typeName = "range";
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  get length(): number {
    const span = this.step > 0n ? this.stop - this.start : this.start - this.stop;
    const stride = this.step > 0n ? this.step : -this.step;
    return span <= 0n ? 0 : Number((span + stride - 1n) / stride);
  }
  at(index: number): bigint {
    return this.start + BigInt(index) * this.step;
  }
}

/** A generator and its like: can be gone through once. */
export class OnceIterator extends PythonObject {
  readonly typeName: string;
  readonly items: Iterator<Value>;
  constructor(items: Iterator<Value>, typeName = "generator") {
    super();
    this.items = items;
    this.typeName = typeName;
  }
}

export class Namespace extends PythonObject {
  readonly typeName = "Namespace";
  readonly attributes: Dict;
  constructor(attributes: Dict) {
    super();
    this.attributes = attributes;
  }
}

export interface Arguments {
  args: readonly Value[];
  kwargs: ReadonlyMap<string, Value>;
}

export class Callable extends PythonObject {
  readonly typeName: string;
  readonly name: string;
  readonly call: (given: Arguments) => Value;
  /** A macro's `name`, `arguments` and the like. */
  readonly attributes: ReadonlyMap<string, Value>;
  constructor(
    name: string,
    call: (given: Arguments) => Value,
    typeName = "function",
    attributes: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
    this.name = name;
    this.call = call;
    this.typeName = typeName;
    this.attributes = attributes;
  }
}

/** An object of Jinja's own with attributes that are made when asked for: `loop`, `cycler`. */
export abstract class HostObject extends PythonObject {
  abstract attribute(name: string): Value | undefined;
  call?(given: Arguments): Value;
  items?(): Iterator<Value>;
  length?(): number;
}

/** Stands for what is not there; nearly everything that is done with it fails. */
export class Undefined extends PythonObject {
  readonly typeName = "Undefined";
  readonly #message: string;
  readonly #kind: string;
  constructor(message: string, kind = "UndefinedError") {
    super();
    this.#message = message;
    this.#kind = kind;
  }
  static ofName(name: string): Undefined {
    return new Undefined(`'${name}' is undefined`);
  }
  /** Throws UndefinedError, or SecurityError for what may not be reached. */
  fail(): never {
    throw new JinjaError(this.#kind, this.#message);
  }
}

export function typeName(value: Value): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
    default:
      return value.typeName;
  }
}

export const isString = (value: Value): value is string | Markup =>
  typeof value === "string" || value instanceof Markup;
export const plain = (value: string | Markup): string => (typeof value === "string" ? value : value.text);
