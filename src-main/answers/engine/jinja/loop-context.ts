import { typeError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { equal } from "./operators.ts";
import { listOf, sizeOf } from "./sequences.ts";
import { type Arguments, Callable, HostObject, OnceIterator, Tuple, Undefined, type Value } from "./values.ts";

/** `loop`: where a `for` is. Looks one item ahead only when it is asked what comes. */
export class LoopContext extends HostObject {
  readonly typeName = "LoopContext";
  readonly #meter: Meter;
  readonly #over: Value;
  readonly #depth: number;
  readonly #recurse: ((over: Value) => Value) | null;
  #items: Iterator<Value>;
  #size: number | null = null;
  #ahead: IteratorResult<Value> | null = null;
  #index = -1;
  #before: Value | undefined;
  #current: Value | undefined;
  #lastChange: Value | undefined;

  /** `over` null: of a length that is not known. */
  constructor(
    meter: Meter,
    items: Iterator<Value>,
    over: Value,
    depth: number,
    recurse: ((over: Value) => Value) | null,
  ) {
    super();
    this.#meter = meter;
    this.#items = items;
    this.#over = over;
    this.#depth = depth;
    this.#recurse = recurse;
  }

  /** False at the end. */
  advance(): boolean {
    const next = this.#ahead ?? this.#items.next();
    this.#ahead = null;
    if (next.done === true) return false;
    this.#index++;
    this.#before = this.#current;
    this.#current = next.value;
    return true;
  }

  get current(): Value {
    return this.#current ?? null;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "index":
        return BigInt(this.#index + 1);
      case "index0":
        return BigInt(this.#index);
      case "depth":
        return BigInt(this.#depth + 1);
      case "depth0":
        return BigInt(this.#depth);
      case "first":
        return this.#index === 0;
      case "last":
        return this.#peek().done === true;
      case "length":
        return BigInt(this.length());
      case "revindex":
        return BigInt(this.length() - this.#index);
      case "revindex0":
        return BigInt(this.length() - this.#index - 1);
      case "previtem":
        return this.#index === 0 ? new Undefined("there is no previous item") : (this.#before ?? null);
      case "nextitem": {
        const next = this.#peek();
        return next.done === true ? new Undefined("there is no next item") : next.value;
      }
      case "cycle":
        return new Callable("cycle", ({ args }) => {
          if (args.length === 0) throw typeError("no items for cycling given");
          return args[this.#index % args.length] ?? null;
        });
      case "changed":
        return new Callable("changed", ({ args }) => {
          const value = new Tuple(args);
          const same = this.#lastChange !== undefined && equal(this.#meter, this.#lastChange, value);
          this.#lastChange = value;
          return !same;
        });
      default:
        return undefined;
    }
  }

  override call({ args }: Arguments): Value {
    if (this.#recurse === null) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    const [over] = args;
    if (over === undefined || args.length > 1) throw typeError("a recursive loop takes one argument");
    return this.#recurse(over);
  }

  override length(): number {
    return (this.#size ??= this.#count());
  }

  #count(): number {
    const known = this.#over instanceof OnceIterator ? null : sizeOf(this.#over);
    if (this.#over !== null && known !== null) return known;
    const rest = listOf(this.#meter, new OnceIterator(this.#items));
    this.#items = rest[Symbol.iterator]();
    return rest.length + this.#index + 1 + (this.#ahead?.done === false ? 1 : 0);
  }

  #peek(): IteratorResult<Value> {
    return (this.#ahead ??= this.#items.next());
  }
}
