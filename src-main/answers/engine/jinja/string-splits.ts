import { cutTrailing, pointsOf, space } from "./code-points.ts";
import { valueError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { textOf } from "./parameters.ts";
import type { Value } from "./values.ts";

export const leading = new RegExp(`^${space}+`);
const spaces = new RegExp(`${space}+`, "g");
// eslint-disable-next-line no-control-regex -- Python ends a line there
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** `chars` null: white space. */
export function stripped(text: string, chars: string | null, left = true, right = true): string {
  if (chars === null) {
    const begun = left ? text.replace(leading, "") : text;
    return right ? cutTrailing(begun) : begun;
  }
  const set = new Set(chars);
  const points = pointsOf(text);
  let from = 0;
  let to = points.length;
  while (left && from < to && set.has(points[from] ?? "")) from++;
  while (right && to > from && set.has(points[to - 1] ?? "")) to--;
  return points.slice(from, to).join("");
}

export function nonEmpty(separator: Value): string {
  const text = textOf(separator);
  if (text === "") throw valueError("empty separator");
  return text;
}

/** `separator` null: white space; `most` below zero: all. */
export function split(meter: Meter, text: string, separator: Value, most: number): Value[] {
  const limit = most < 0 ? Infinity : most;
  meter.make(text.length);
  const between = separator === null ? spaces : nonEmpty(separator);
  if (typeof between === "string") {
    meter.search(text.length, between);
    const all = text.split(between);
    meter.makeItems(all.length);
    if (all.length - 1 <= limit) return all;
    return [...all.slice(0, limit), all.slice(limit).join(between)];
  }
  const parts: string[] = [];
  let rest = text.replace(leading, "");
  while (rest !== "") {
    meter.makeItems(1);
    between.lastIndex = 0;
    const gap = parts.length < limit ? between.exec(rest) : null;
    if (gap === null) {
      parts.push(parts.length < limit ? cutTrailing(rest) : rest);
      break;
    }
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return parts;
}

export function splitFromRight(meter: Meter, text: string, separator: Value, most: number): Value[] {
  const limit = most < 0 ? Infinity : most;
  meter.make(text.length);
  if (separator !== null) {
    const by = nonEmpty(separator);
    meter.search(text.length, by);
    const all = text.split(by);
    meter.makeItems(all.length);
    if (all.length - 1 <= limit) return all;
    return [all.slice(0, all.length - limit).join(by), ...(limit === 0 ? [] : all.slice(-limit))];
  }
  const parts: string[] = [];
  let rest = cutTrailing(text);
  while (rest !== "") {
    meter.makeItems(1);
    meter.read(rest.length);
    const gaps = parts.length < limit ? [...rest.matchAll(spaces)] : [];
    const gap = gaps.at(-1);
    if (gap === undefined || (gap.index === 0 && gaps.length === 1)) {
      parts.unshift(
        gap === undefined ? (parts.length < limit ? rest.replace(leading, "") : rest) : rest.slice(gap[0].length),
      );
      break;
    }
    if (limit === Infinity) return [...parts, ...rest.replace(leading, "").split(spaces)];
    parts.unshift(rest.slice(gap.index + gap[0].length));
    rest = rest.slice(0, gap.index);
  }
  return parts;
}

export function splitLines(meter: Meter, text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const { 0: end, index } of text.matchAll(lineEnd)) {
    meter.makeItems(1);
    lines.push(text.slice(from, keepEnds ? index + end.length : index));
    from = index + end.length;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}
