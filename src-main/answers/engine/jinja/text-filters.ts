import { between, lengthOf } from "./code-points.ts";
import { JinjaError, valueError } from "./errors.ts";
import { fixed } from "./floats.ts";
import { parseFloatPython } from "./numbers.ts";
import { numberOf } from "./operators.ts";
import { countOf, textOf } from "./parameters.ts";
import type { Runtime } from "./runtime.ts";
import { listOf, truthy } from "./sequences.ts";
import { splitLines } from "./string-splits.ts";
import { escapeHtml, repr, str } from "./text.ts";
import { type Value, Callable, Dict, Markup, Tuple, Undefined, isString, plain } from "./values.ts";

/** What a filter makes of safe text is safe. */
export const keepMarkup = (value: Value, result: Value): Value =>
  value instanceof Markup && typeof result === "string" ? new Markup(result) : result;

export function fileSize(_: Runtime, value: Value, [isBinary = null]: readonly Value[]): Value {
  const bytes = parseFloatPython(value);
  if (bytes === null) throw valueError("could not convert string to float");
  const base = truthy(isBinary) ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const prefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
  let index = 0;
  while (index < prefixes.length - 1 && bytes >= base ** (index + 2)) index++;
  const prefix = prefixes[index] ?? "Y";
  return `${fixed((base * bytes) / base ** (index + 2), 1)} ${base === 1024 ? `${prefix.toUpperCase()}iB` : `${prefix}B`}`;
}

export function indent(
  { meter }: Runtime,
  value: Value,
  [width = null, first = null, blank = null]: readonly Value[],
): Value {
  if (value instanceof Undefined) value.fail();
  const text = textOf(value);
  if (!isString(width)) meter.make(countOf(width));
  const by = isString(width) ? plain(width) : " ".repeat(Math.max(0, countOf(width)));
  const lines = splitLines(meter, `${text}\n`);
  meter.make(text.length + by.length * lines.length);
  const shown = lines.map((line, index) => (index === 0 || (line === "" && !truthy(blank)) ? line : by + line));
  return keepMarkup(value, (truthy(first) ? by : "") + shown.join("\n"));
}

export function truncate(
  { meter }: Runtime,
  value: Value,
  [most = null, killWords = null, end = null, leeway = null]: readonly Value[],
): Value {
  if (value instanceof Undefined) value.fail();
  const text = textOf(value);
  const ending = textOf(end);
  const slack = leeway === null ? 5 : countOf(leeway);
  const room = countOf(most) - lengthOf(ending);
  if (room < 0) throw new JinjaError("AssertionError", `expected length >= ${lengthOf(ending)}, got ${countOf(most)}`);
  if (slack < 0) throw new JinjaError("AssertionError", `expected leeway >= 0, got ${slack}`);
  if (lengthOf(text) <= countOf(most) + slack) return value;
  meter.make(text.length + ending.length);
  const cut = between(text, 0, room);
  if (truthy(killWords)) return cut + ending;
  const space = cut.lastIndexOf(" ");
  return (space < 0 ? cut : cut.slice(0, space)) + ending;
}

export function urlEncode({ meter }: Runtime, value: Value): Value {
  const quote = (part: Value, isQuery: boolean): string => {
    const text = str(meter, part);
    meter.make(text.length * 9);
    const encoded = encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    return isQuery ? encoded.replaceAll("%20", "+") : encoded.replaceAll("%2F", "/");
  };
  if (isString(value) || numberOf(value) !== null || value === null || value instanceof Callable)
    return quote(value, false);
  const pairs = value instanceof Dict ? Array.from(value.entries(), (pair) => new Tuple(pair)) : listOf(meter, value);
  return pairs
    .map((pair) => {
      const [key = null, item = null] = listOf(meter, pair);
      return `${quote(key, true)}=${quote(item, true)}`;
    })
    .join("&");
}

export function xmlAttributes({ meter }: Runtime, value: Value, [autospace = null]: readonly Value[]): Value {
  if (!(value instanceof Dict)) throw new JinjaError("AttributeError", "object has no attribute 'items'");
  const parts: string[] = [];
  for (const [key, item] of value.entries()) {
    if (item === null || item instanceof Undefined) continue;
    if (/[\s/>=]/.test(textOf(key))) throw valueError(`Invalid character in attribute name: ${repr(meter, key)}`);
    parts.push(`${escapeHtml(textOf(key))}="${item instanceof Markup ? item.text : escapeHtml(str(meter, item))}"`);
  }
  const text = parts.join(" ");
  meter.make(text.length);
  return truthy(autospace) && text !== "" ? ` ${text}` : text;
}
