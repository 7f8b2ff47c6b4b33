import { JinjaError, typeError } from "./errors.ts";
import { binary, compare, equal, numberOf } from "./operators.ts";
import type { Runtime } from "./runtime.ts";
import { iterable, sizeOf } from "./sequences.ts";
import { isLower, isUpper } from "./string-methods.ts";
import { str } from "./text.ts";
import {
  Callable,
  Dict,
  HostObject,
  Markup,
  OnceIterator,
  Undefined,
  type Value,
  DictView,
  isString,
} from "./values.ts";

type Test = (runtime: Runtime, value: Value, args: readonly Value[]) => boolean;

const arg = (args: readonly Value[]): Value => {
  const [first] = args;
  if (first === undefined) throw typeError("missing 1 required positional argument: 'other'");
  return first;
};
const rest = (runtime: Runtime, value: Value, by: Value): Value => {
  // Of a string it would be its format.
  if (isString(value)) throw typeError("not all arguments converted during string formatting");
  return binary(runtime.meter, "%", value, by);
};
const same = (left: Value, right: Value): boolean => left === right;

const tests: Readonly<Record<string, Test>> = {
  odd: (runtime, value) => equal(runtime.meter, rest(runtime, value, 2n), 1n),
  even: (runtime, value) => equal(runtime.meter, rest(runtime, value, 2n), 0n),
  divisibleby: (runtime, value, args) => equal(runtime.meter, rest(runtime, value, arg(args)), 0n),
  defined: (_, value) => !(value instanceof Undefined),
  undefined: (_, value) => value instanceof Undefined,
  filter: (runtime, value) => isString(value) && runtime.hasFilter(str(runtime.meter, value)),
  test: (runtime, value) => isString(value) && testNames.has(str(runtime.meter, value)),
  none: (_, value) => value === null,
  boolean: (_, value) => typeof value === "boolean",
  false: (_, value) => value === false,
  true: (_, value) => value === true,
  integer: (_, value) => typeof value === "bigint",
  float: (_, value) => typeof value === "number",
  lower: ({ meter }, value) => isLower(str(meter, value)),
  upper: ({ meter }, value) => isUpper(str(meter, value)),
  string: (_, value) => isString(value),
  mapping: (_, value) => value instanceof Dict,
  number: (_, value) => numberOf(value) !== null,
  sequence: (_, value) => sizeOf(value) !== null && !(value instanceof DictView) && !(value instanceof HostObject),
  iterable: (_, value) => iterable(value) !== null,
  callable: (_, value) =>
    value instanceof Callable ||
    value instanceof Undefined ||
    (value instanceof HostObject && value.call !== undefined),
  sameas: (_, value, args) => same(value, arg(args)),
  escaped: (_, value) => value instanceof Markup,
  in: ({ meter }, value, args) => compare(meter, "in", value, arg(args)),
};

const operators = {
  "==": ["==", "eq", "equalto"],
  "!=": ["!=", "ne"],
  ">": [">", "gt", "greaterthan"],
  ">=": [">=", "ge"],
  "<": ["<", "lt", "lessthan"],
  "<=": ["<=", "le"],
} as const;

const all = new Map<string, Test>(Object.entries(tests));
for (const [operator, names] of Object.entries(operators)) {
  for (const name of names) {
    all.set(name, ({ meter }, value, args) => compare(meter, operator as keyof typeof operators, value, arg(args)));
  }
}
export const testNames: ReadonlySet<string> = new Set(all.keys());

/** `value is name(args)`. */
export function test(runtime: Runtime, name: string, value: Value, args: readonly Value[]): boolean {
  const found = all.get(name);
  if (found === undefined) throw new JinjaError("TemplateRuntimeError", `No test named '${name}'.`);
  // A generator is gone through once, and asking about it must not be that once.
  if (value instanceof OnceIterator && name === "sequence") return false;
  return found(runtime, value, args);
}
