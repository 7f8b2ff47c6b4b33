import { JinjaError, valueError } from "./errors.ts";
import { formatValue } from "./format-spec.ts";
import type { Meter } from "./meter.ts";
import { escapeOf, repr, str } from "./text.ts";
import type { Arguments, Value } from "./values.ts";

/** How a field's `.name` and `[0]` are looked up; as everywhere in a template. */
export interface Lookup {
  attribute(of: Value, name: string): Value;
  item(of: Value, at: Value): Value;
}

/** One call of `format`: what its fields draw on. */
interface Formatting {
  meter: Meter;
  given: Arguments;
  lookup: Lookup;
  /** Of the next field without a number; null once fields are numbered. */
  next: number | null;
}

/** Python's `str.format`, by the rules of its `string.Formatter`, which is what a sandbox uses. */
export function formatBraces(meter: Meter, template: string, given: Arguments, lookup: Lookup): string {
  return expand({ meter, given, lookup, next: 0 }, template, 2);
}

function expand(formatting: Formatting, template: string, depth: number): string {
  if (depth < 0) throw valueError("Max string recursion exceeded");
  const parts: string[] = [];
  for (let at = 0; at < template.length;) {
    const [text = ""] = /^[^{}]+/.exec(template.slice(at)) ?? [];
    if (text !== "") {
      parts.push(text);
      at += text.length;
      continue;
    }
    const brace = template.charAt(at);
    if (template.charAt(at + 1) === brace) {
      parts.push(brace);
      at += 2;
      continue;
    }
    if (brace === "}") throw valueError("Single '}' encountered in format string");
    const end = closing(template, at);
    parts.push(field(formatting, template.slice(at + 1, end), depth));
    at = end + 1;
  }
  const whole = parts.join("");
  formatting.meter.make(whole.length);
  return whole;
}

function closing(template: string, open: number): number {
  let depth = 0;
  for (let at = open; at < template.length; at++) {
    if (template.charAt(at) === "{") depth++;
    else if (template.charAt(at) === "}" && --depth === 0) return at;
  }
  throw valueError(
    open === template.length - 1 ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

function field(formatting: Formatting, content: string, depth: number): string {
  const { meter } = formatting;
  meter.step();
  const [, path = "", conversion, spec = ""] =
    /^((?:[^[!:{}]|\[[^\]]*\])*)(?:!([\s\S]))?(?::([\s\S]*))?$/.exec(content) ?? [];
  if (path === "" && content !== "" && !/^[!:]/.test(content)) throw valueError("unexpected '{' in field name");
  const value = convert(meter, find(formatting, path), conversion);
  return formatValue(meter, value, expand(formatting, spec, depth - 1));
}

function find(formatting: Formatting, path: string): Value {
  const { lookup } = formatting;
  const [, first = "", rest = ""] = /^([^.[]*)([\s\S]*)$/.exec(path) ?? [];
  let value = named(formatting, first);
  for (const [, attribute, item] of rest.matchAll(/\.([^.[]*)|\[([^\]]*)\]/g)) {
    if (attribute === "" || item === "") throw valueError("Empty attribute in format string");
    if (attribute !== undefined) value = lookup.attribute(value, attribute);
    else if (item !== undefined) value = lookup.item(value, /^\d+$/.test(item) ? BigInt(item) : item);
  }
  return value;
}

function named(formatting: Formatting, name: string): Value {
  const { args, kwargs } = formatting.given;
  let index: number;
  if (name === "") {
    if (formatting.next === null) {
      throw valueError("cannot switch from manual field specification to automatic field numbering");
    }
    index = formatting.next++;
  } else if (/^\d+$/.test(name)) {
    if (formatting.next !== null && formatting.next > 0) {
      throw valueError("cannot switch from automatic field numbering to manual field specification");
    }
    formatting.next = null;
    index = Number(name);
  } else {
    const value = kwargs.get(name);
    if (value === undefined) throw new JinjaError("KeyError", `'${name}'`);
    return value;
  }
  const value = args[index];
  if (value === undefined) {
    throw new JinjaError("IndexError", `Replacement index ${index} out of range for positional args tuple`);
  }
  return value;
}

function convert(meter: Meter, value: Value, conversion: string | undefined): Value {
  switch (conversion) {
    case undefined:
      return value;
    case "s":
      return str(meter, value);
    case "r":
      return repr(meter, value);
    case "a":
      return ascii(repr(meter, value));
    default:
      throw valueError(`Unknown conversion specifier ${conversion}`);
  }
}

export const ascii = (text: string): string => text.replace(/[^\0-\x7f]/gu, escapeOf);
