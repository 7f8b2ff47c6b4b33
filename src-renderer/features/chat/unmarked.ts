/** A block of code: from its fence to the same one, or to the end. */
const fenced = /(^|\n)( {0,3}(`{3,}|~{3,})[^\n]*(?:\n[\s\S]*?(?:\n {0,3}\3[`~]*(?=\n|$)|$)|$))/g;
const link = /!?\[([^[\]\n]{0,500})\]\([^()\s]{0,2000}(?:\s+"[^"\n]{0,500}")?\)/g;
const emphasis = /\*{1,3}|~~|(?<![\p{L}\p{N}_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\p{N}_])/gu;
const escaped = /\\([!-/:-@[-`{-~])/g;

/**
 * Markdown about as it is read: without the marks of emphasis, code and links, which stand between the words. Quick rather than exact: it
 * is for looking for words in thousands of messages.
 */
export function unmarked(markdown: string): string {
  if (!/[*_`~[\\]/.test(markdown)) return markdown;
  let text = "";
  let at = 0;
  for (const { 0: whole, index } of markdown.matchAll(fenced)) {
    text += ofProse(markdown.slice(at, index)) + whole;
    at = index + whole.length;
  }
  return text + ofProse(markdown.slice(at));
}

/** Code between backticks keeps its characters. */
const ofProse = (text: string): string =>
  text
    .split(/(`+)(?=[^`])([^\n]{0,1000}?[^`\n])\1(?!`)/)
    .map((piece, index) => (index % 3 === 0 ? ofWords(piece) : index % 3 === 1 ? "" : piece))
    .join("");

const ofWords = (text: string): string =>
  text.replaceAll(link, "$1").replaceAll(emphasis, "").replaceAll(escaped, "$1");
