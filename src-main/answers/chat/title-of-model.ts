import { maxTitleCharacters } from "./title.ts";

/** "Title:", "Titel -", "**Title**:", as models begin with although they are asked not to. */
const prefix =
  /^[*_#\s]*(?:title|titel|titre|t[ií]tulo|titolo|标题|標題|タイトル|제목|заголовок)[*_]*(?:\s*[:：]|\s+[–-]\s)\s*[*_]*/iu;
const quotes = [
  ...['""', "''", "``", "“”", "‘’", "„“", "„”", "‚‘", "«»", "»«", "‹›", "「」", "『』", "《》"],
  ...["**", "__"],
].map((pair) => [...pair] as [string, string]);
/** Headings, lists, emphasis, code, tags, marks of a template, links, JSON. */
const markup = /^(?:#{1,6}|[-*+•>]|\d+[.)])\s|\*\*|__|`|<\/?[a-z|!][^>]*>?|\]\(|^[[{]/iu;
const hasWord = /[\p{L}\p{N}]/u;

/** The title that a model wrote; null where it is none that a conversation could bear, or only repeats what the person has asked. */
export function titleOfModel(written: string, question: string): string | null {
  const text = written.replaceAll("\0", "").trim();
  if (/[\r\n]/.test(text)) return null;
  const title = bare(text)
    .replaceAll(/\s+/gu, " ")
    .replace(/(?<=[\p{L}\p{N})]{2})\.$/u, "");
  if (!hasWord.test(title) || markup.test(title) || [...title].length > maxTitleCharacters) return null;
  return wordsOf(title) === wordsOf(question) ? null : title;
}

/** Without what stands before and around it, however often. */
function bare(text: string): string {
  const unprefixed = text.replace(prefix, "").trim();
  const pair = quotes.find(
    ([open, close]) => unprefixed.length > 1 && unprefixed.startsWith(open) && unprefixed.endsWith(close),
  );
  const inside = pair === undefined ? unprefixed : unprefixed.slice(1, -1).trim();
  return inside === text ? text : bare(inside);
}

/** For comparing, whatever stands between them. */
const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
