import type { SavedPrompt } from "../../../src-shared/contract/index.ts";

/** The beginning of a prompt's name that is being written: "/trans". */
export interface Slash {
  /** Where the "/" is. */
  start: number;
  end: number;
  /** What follows it. */
  name: string;
}
/** What is selected of a text. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Null where none is being written before the caret: a "/" stands at the beginning or after a space, and alone at the beginning of a line, as a
 * question may end in one.
 */
export function slashBefore(text: string, caret: number): Slash | null {
  const match = /(^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret));
  const [, before = "", name] = match ?? [];
  const isMeant = name !== "" || before === "" || before === "\n";
  return name === undefined || !isMeant ? null : { start: caret - name.length - 1, end: caret, name };
}

/** The prompts whose name, or a word of it, begins so; those whose name does come first. */
export function promptsFor(prompts: readonly SavedPrompt[], name: string): SavedPrompt[] {
  const wanted = name.toLowerCase();
  const begins = (prompt: SavedPrompt): boolean => prompt.name.toLowerCase().startsWith(wanted);
  const hasWord = (prompt: SavedPrompt): boolean =>
    prompt.name
      .toLowerCase()
      .split(/[\s\-_]+/u)
      .some((word) => word.startsWith(wanted));
  return [...prompts.filter(begins), ...prompts.filter((one) => !begins(one) && hasWord(one))];
}

/** A text with the prompt in the place of what was written of its name; `place`: its first place to fill in, or its end. */
export function withPrompt(text: string, { start, end }: Slash, prompt: string): { text: string; place: Place } {
  const before = text.slice(0, start) + prompt;
  const first = fieldAfter(before, start);
  return {
    text: before + text.slice(end),
    place: first ?? { start: before.length, end: before.length },
  };
}

const field = /\{\{[^{}\n]{1,60}\}\}/gu;

/** The next place to fill in from there on. */
export function fieldAfter(text: string, from: number): Place | null {
  return fields(text).find(({ start }) => start >= from) ?? null;
}

/** The last one that ends before there. */
export function fieldBefore(text: string, to: number): Place | null {
  return fields(text).findLast(({ end }) => end <= to) ?? null;
}

function fields(text: string): Place[] {
  return [...text.matchAll(field)].map(({ index, 0: whole }) => ({ start: index, end: index + whole.length }));
}
