import type { Statement } from "./ast.ts";
import { LimitError } from "./errors.ts";
import { Interpreter } from "./interpreter.ts";
import type { Meter } from "./meter.ts";
import { parse } from "./parser.ts";
import { Dict, type Value } from "./values.ts";

export { CostError, JinjaError, LimitError } from "./errors.ts";
export { Meter, type MeterLimits } from "./meter.ts";

/** What a template is given; whole numbers are Python's ints. */
export type Variable = null | boolean | number | string | readonly Variable[] | { readonly [name: string]: Variable };

/**
 * A chat template, rendered as Python's Jinja2 renders it in transformers' environment: sandboxed, blocks trimmed,
 * with `break` and `continue`, `generation`, `raise_exception`, `strftime_now` and transformers' own `tojson`.
 */
export class Template {
  readonly #program: readonly Statement[];

  /** Throws `JinjaError` where Jinja2 would not compile it, `LimitError` where it is nested too deeply. */
  constructor(source: string) {
    this.#program = withinStack(() => parse(source));
  }

  /** Throws `JinjaError` with what Python would raise, and `LimitError` where the meter's limits are reached. */
  render(variables: Readonly<Record<string, Variable>>, meter: Meter, now: () => Date): string {
    const given = Object.entries(variables).map(([name, value]) => [name, toValue(value)] as const);
    return withinStack(() => new Interpreter(meter, now, given).render(this.#program));
  }
}

function toValue(value: Variable): Value {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toValue);
  return Dict.of(Object.entries(value).map(([key, item]) => [key, toValue(item)] as const));
}

/** What our own limits did not foresee ends as they do. */
function withinStack<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new LimitError("it is nested too deeply");
    throw thrown;
  }
}
