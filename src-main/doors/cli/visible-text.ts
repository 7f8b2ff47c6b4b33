import { withWords } from "./with-words.ts";
/**
 * What a terminal obeys instead of showing, or shows as nothing: control characters but tab and line break (C0, DEL, C1), marks and
 * overrides of direction, joiners and other marks without width, separators of lines and paragraphs, tags, fillers, halves of
 * characters. The names of files and models, and a model's answers, may hold any of them.
 */
const unseen =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- such characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/** Scripts that spell with joiners, and pictures that are joined to one. */
const joined =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;

/**
 * Text that a terminal shows and does nothing else with: `\u{1b}` for an escape. Lines and tabs stay. A joiner stays between letters
 * or pictures that it joins; `before` is what the text follows.
 */
export function visibleText(text: string, before = ""): string {
  return text.replace(unseen, (found, at: number) => {
    if (found === "\u200c" || found === "\u200d") {
      const left = lastCharacter(text.slice(Math.max(0, at - 2), at) || before);
      const right = firstCharacter(text.slice(at + 1, at + 3));
      if (joined.test(left) && joined.test(right)) return found;
    }
    return `\\u{${found.codePointAt(0)?.toString(16) ?? ""}}`;
  });
}

/** The same for a name in a line: it contains no line breaks. */
export function printable(text: string): string {
  return visibleText(text).replace(/[\t\n]/g, (found) => (found === "\n" ? "\\u{a}" : "\\u{9}"));
}

/** JSON in which such characters are escaped, so that looking at it does nothing either; its value is the same. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, withWords).replace(unseen, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`).join(
      "",
    ),
  );
}

/** Text that comes in pieces: what belongs together may come apart. */
export class VisibleStream {
  #before = "";
  #held = "";

  push(text: string): string {
    const all = this.#held + text;
    // The end of a line is one with what follows, a joiner is judged by it, and half a character waits for the other.
    const held = /(\r|[\u200c\u200d]*[\ud800-\udbff]?)$/.exec(all)?.[0] ?? "";
    this.#held = held;
    return this.#show(all.slice(0, all.length - held.length));
  }

  end(): string {
    const rest = this.#show(this.#held);
    this.#held = "";
    this.#before = "";
    return rest;
  }

  #show(text: string): string {
    const shown = visibleText(text.replaceAll("\r\n", "\n"), this.#before);
    this.#before = lastCharacter(text) || this.#before;
    return shown;
  }
}

function firstCharacter(text: string): string {
  return Array.from(text)[0] ?? "";
}

function lastCharacter(text: string): string {
  return Array.from(text.slice(-2)).at(-1) ?? "";
}
