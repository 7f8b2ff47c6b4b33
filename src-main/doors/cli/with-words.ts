import { type AnyError, type Statement, errorCodes } from "../../../src-shared/contract/index.ts";
import { english, say, sayError } from "../../../src-shared/words/index.ts";

/**
 * For `JSON.stringify`: what scripts read of an error is its code, its message in English and its details, and of a statement its
 * sentence in English.
 */
export function withWords(_name: string, value: unknown): unknown {
  if (isError(value)) return { code: value.code, key: value.key, message: sayError(value), details: value.details };
  return isStatement(value) ? say(value) : value;
}

function isError(value: unknown): value is AnyError {
  const { code, key, details } = partsOf<"code" | "key" | "details">(value);
  return errorCodes.some((known) => known === code) && typeof key === "string" && isObject(details);
}

function isStatement(value: unknown): value is Statement {
  const { key, figures } = partsOf<"key" | "figures">(value);
  return typeof key === "string" && Object.hasOwn(english.statements, key) && isObject(figures);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const partsOf = <Name extends string>(value: unknown): Partial<Record<Name, unknown>> => (isObject(value) ? value : {});
