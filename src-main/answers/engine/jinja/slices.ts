import { typeError, valueError } from "./errors.ts";
import { Range, Undefined, type Value } from "./values.ts";

export interface Slice {
  start: Value;
  stop: Value;
  step: Value;
}

/** The places that Python's `x[start:stop:step]` takes from a sequence of `length`. */
export function* slicePlaces(length: number, { start, stop, step }: Slice): Generator<number> {
  const by = asIndex(step) ?? 1;
  if (by === 0) throw valueError("slice step cannot be zero");
  const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
  const bound = (value: Value, otherwise: number): number => {
    const given = asIndex(value);
    if (given === null) return otherwise;
    return given < 0 ? Math.max(given + length, low) : Math.min(given, high);
  };
  const from = bound(start, by > 0 ? low : high);
  const to = bound(stop, by > 0 ? high : low);
  for (let at = from; by > 0 ? at < to : at > to; at += by) yield at;
}

/** A slice of a range is a range. */
export function sliceRange(range: Range, slice: Slice): Range {
  const places = slicePlaces(range.length, slice);
  const first = places.next();
  const by = BigInt(asIndex(slice.step) ?? 1) * range.step;
  if (first.done === true) return new Range(range.start, range.start, by);
  let count = 1n;
  for (const _ of places) count++;
  const start = range.at(first.value);
  return new Range(start, start + count * by, by);
}

function asIndex(value: Value): number | null {
  if (value === null) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Undefined) value.fail();
  throw typeError("slice indices must be integers or None or have an __index__ method");
}
