import { typeError } from "./errors.ts";
import { Tuple, Undefined, type Arguments, type Value, isString, plain, typeName } from "./values.ts";

/** A name, and what it is when it is not given; without that it must be. */
export type Parameter = readonly [name: string, otherwise?: Value];

/** The arguments of a call in the order of the parameters. Throws TypeError as Python does. */
export function bind(name: string, parameters: readonly Parameter[], { args, kwargs }: Arguments): Value[] {
  if (args.length > parameters.length) {
    throw typeError(`${name}() takes at most ${parameters.length} arguments (${args.length} given)`);
  }
  for (const key of kwargs.keys()) {
    const at = parameters.findIndex(([parameter]) => parameter === key);
    if (at < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (at < args.length) throw typeError(`${name}() got multiple values for argument '${key}'`);
  }
  return parameters.map(([parameter, otherwise], index) => {
    const value = index < args.length ? args[index] : kwargs.has(parameter) ? kwargs.get(parameter) : otherwise;
    if (value === undefined) throw typeError(`${name}() missing required argument: '${parameter}'`);
    return value;
  });
}

export function textOf(value: Value): string {
  if (isString(value)) return plain(value);
  if (value instanceof Undefined) value.fail();
  throw typeError(`must be str, not ${typeName(value)}`);
}

/** A text, or a tuple of them. */
export function textsOf(value: Value, name: string): string[] {
  if (value instanceof Tuple) return value.items.map(textOf);
  if (isString(value)) return [plain(value)];
  throw typeError(`${name} first arg must be str or a tuple of str, not ${typeName(value)}`);
}

export function countOf(value: Value): number {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Undefined) value.fail();
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}
