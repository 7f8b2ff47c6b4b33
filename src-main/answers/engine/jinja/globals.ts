import { makeDict } from "./attributes.ts";
import { JinjaError, typeError, valueError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { bind, countOf, textOf } from "./parameters.ts";
import { strftime } from "./strftime.ts";
import { str } from "./text.ts";
import { type Arguments, Callable, HostObject, Namespace, Range, type Value } from "./values.ts";

/** The sandbox's own limit. */
const maxRange = 100_000;

/** Jinja2's globals, and the two that transformers adds. */
export function globals(meter: Meter, now: () => Date): Iterable<readonly [string, Value]> {
  const make: Readonly<Record<string, (given: Arguments) => Value>> = {
    range,
    dict: (given) => makeDict(meter, "dict", given),
    namespace: (given) => new Namespace(makeDict(meter, "Namespace", given)),
    cycler: ({ args }) => new Cycler(args),
    joiner: (given) => new Joiner(textOf(bind("joiner", [["sep", ", "]], given)[0] ?? ", ")),
    raise_exception: (given) => {
      const [message = null] = bind("raise_exception", [["message"]], given);
      throw new JinjaError("TemplateError", str(meter, message));
    },
    strftime_now: (given) => {
      const text = strftime(now(), textOf(bind("strftime_now", [["format"]], given)[0] ?? ""));
      meter.make(text.length);
      return text;
    },
  };
  return Object.entries(make).map(([name, call]) => [name, new Callable(name, call)] as const);
}

function range({ args, kwargs }: Arguments): Range {
  if (kwargs.size > 0) throw typeError("range() takes no keyword arguments");
  if (args.length < 1 || args.length > 3) throw typeError(`range expected 1 to 3 arguments, got ${args.length}`);
  const [first = 0n, second, step = 1n] = args.map((value) => BigInt(countOf(value)));
  if (step === 0n) throw valueError("range() arg 3 must not be zero");
  const made = second === undefined ? new Range(0n, first, 1n) : new Range(first, second, step);
  if (made.length > maxRange) {
    throw new JinjaError(
      "OverflowError",
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${maxRange}).`,
    );
  }
  return made;
}

class Cycler extends HostObject {
  readonly typeName = "Cycler";
  readonly #items: readonly Value[];
  #at = 0;
  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw new JinjaError("RuntimeError", "at least one item has to be provided");
    this.#items = items;
  }
  override attribute(name: string): Value | undefined {
    const current = this.#items[this.#at] ?? null;
    switch (name) {
      case "current":
        return current;
      case "next":
        return new Callable("next", () => {
          const item = this.#items[this.#at] ?? null;
          this.#at = (this.#at + 1) % this.#items.length;
          return item;
        });
      case "reset":
        return new Callable("reset", () => {
          this.#at = 0;
          return null;
        });
      case "pos":
        return BigInt(this.#at);
      default:
        return undefined;
    }
  }
}

class Joiner extends HostObject {
  readonly typeName = "Joiner";
  readonly #separator: string;
  #used = false;
  constructor(separator: string) {
    super();
    this.#separator = separator;
  }
  override attribute(): undefined {
    return undefined;
  }
  override call(): Value {
    if (this.#used) return this.#separator;
    this.#used = true;
    return "";
  }
}
