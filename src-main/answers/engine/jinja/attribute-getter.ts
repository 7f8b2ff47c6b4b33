import type { Runtime } from "./runtime.ts";
import { Undefined, type Value, isString, plain } from "./values.ts";

/** Case is ignored where nothing else is asked for. */
export const lowered = (value: Value): Value => (isString(value) ? plain(value).toLowerCase() : value);

/** "a.b.0": one after the other; null: the item itself. */
export function attributeGetter(
  runtime: Runtime,
  attribute: Value,
  after: ((value: Value) => Value) | null = null,
  otherwise: Value = null,
): (item: Value) => Value {
  const parts = partsOf(attribute);
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = runtime.item(value, part);
      if (otherwise !== null && value instanceof Undefined) value = otherwise;
    }
    return after === null ? value : after(value);
  };
}

/** As `attributeGetter`, for several with commas between them. */
export function attributesGetter(
  runtime: Runtime,
  attribute: Value,
  after: ((value: Value) => Value) | null,
): (item: Value) => Value {
  const names = isString(attribute) ? plain(attribute).split(",") : [attribute];
  const getters = names.map((name) => attributeGetter(runtime, name, after));
  return (item) => getters.map((get) => get(item));
}

function partsOf(attribute: Value): Value[] {
  if (attribute === null) return [];
  if (!isString(attribute)) return [attribute];
  return plain(attribute)
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? BigInt(part) : part));
}
