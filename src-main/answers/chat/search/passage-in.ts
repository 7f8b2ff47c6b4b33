import { type MessagePart, type Passage, rangesOf } from "../../../../src-shared/contract/index.ts";

/** In UTF-16 code units. */
const limits = {
  /** Before what was found: it stands in the first of two lines. */
  before: 32,
  whole: 180,
  /** A cut goes back to a space that is as near. */
  word: 12,
} as const;

/** What of Markdown would be read as letters. */
const marks = /[*_]{2,}|`+|^ {0,3}(?:#{1,6}|>|[-*+]) /gmu;

/**
 * Some of a message around the first place that says `needle`, without line breaks, and where it is said there. Of a message that says it
 * otherwise, as in another alphabet's capitals, the beginning.
 */
export function passageIn(parts: readonly MessagePart[], needle: string): Pick<Passage, "text" | "ranges"> {
  const wanted = onOneLine(needle);
  const texts = [...parts].sort((one, other) => order(one) - order(other)).map(({ text }) => text);
  for (const said of texts) {
    const [first] = rangesOf(said, needle);
    if (first === undefined) continue;
    const raw = around(said, first.start);
    for (const text of [onOneLine(raw.replaceAll(marks, "")), onOneLine(raw)]) {
      const ranges = rangesOf(text, wanted);
      if (ranges.length > 0) return { text, ranges };
    }
  }
  return { text: onOneLine(around(texts[0] ?? "", 0).replaceAll(marks, "")), ranges: [] };
}

/** What was said comes before what was thought. */
const order = ({ kind }: MessagePart): number => (kind === "text" ? 0 : 1);

const onOneLine = (text: string): string => text.replaceAll(/\s+/gu, " ").trim();

function around(said: string, at: number): string {
  const from = at <= limits.before ? 0 : startOfWord(said, at - limits.before, at);
  const to = Math.min(said.length, from + limits.whole);
  const end = to === said.length ? to : notInside(said, to);
  return `${from > 0 ? "…" : ""}${said.slice(from, end)}${end < said.length ? "…" : ""}`;
}

/** The first beginning of a word from there on, where there is one near, before `most`. */
function startOfWord(said: string, from: number, most: number): number {
  for (let at = from; at < Math.min(from + limits.word, most); at++) if (/\s/u.test(said[at] ?? "")) return at + 1;
  return notInside(said, from);
}

/** Not between the halves of a character. */
function notInside(said: string, at: number): number {
  const code = said.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
