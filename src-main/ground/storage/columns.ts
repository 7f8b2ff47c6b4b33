import type { Row } from "./types.ts";

/**
 * Readers of one column each. A column of the wrong type is a fault of ours or a damaged file, and is said so by name,
 * rather than carried on as a wrong value.
 */
export function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== "string") throw unexpected(name, "text", value);
  return value;
}

export function textOrNull(row: Row, name: string): string | null {
  return row[name] === null ? null : text(row, name);
}

/** Any finite number. */
export function real(row: Row, name: string): number {
  const value = row[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw unexpected(name, "a number", value);
  return value;
}

export function realOrNull(row: Row, name: string): number | null {
  return row[name] === null ? null : real(row, name);
}

/** A whole number that JavaScript holds exactly. */
export function integer(row: Row, name: string): number {
  const value = row[name];
  if (!Number.isSafeInteger(value)) throw unexpected(name, "a whole number", value);
  return value as number;
}

export function integerOrNull(row: Row, name: string): number | null {
  return row[name] === null ? null : integer(row, name);
}

/** SQLite has no booleans: 0 or 1. */
export function flag(row: Row, name: string): boolean {
  return integer(row, name) !== 0;
}

/** A word out of a closed list. */
export function word<W extends string>(row: Row, name: string, words: readonly W[]): W {
  const value = text(row, name);
  const found = words.find((candidate) => candidate === value);
  if (found === undefined) throw unexpected(name, `one of ${words.join(", ")}`, value);
  return found;
}

export function wordOrNull<W extends string>(row: Row, name: string, words: readonly W[]): W | null {
  return row[name] === null ? null : word(row, name, words);
}

/** Words kept in one column, as modifiers are: none of them holds a comma. */
export function words(row: Row, name: string): string[] {
  const value = text(row, name);
  return value === "" ? [] : value.split(",");
}

function unexpected(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`column ${name} should hold ${wanted}, but holds ${value === null ? "null" : typeof value}`);
}
