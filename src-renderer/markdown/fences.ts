import { indentColumns, tabColumns } from "./lines.ts";

/** Code fences, as the cuts between blocks depend on them. */

const fencePattern = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)$/;
/** Languages whose code contains fences, which models seldom put a longer fence around. */
const markdownLike: ReadonlySet<string> = new Set(["markdown", "md", "mdx", "mdown", "mkd", "rmd", "qmd", "gfm"]);

export interface Fence {
  marks: string;
  language: string;
  /** Columns that are taken off each line of the code. */
  indent: number;
}

export function openFence(text: string): Fence | null {
  const fence = fencePattern.exec(text);
  if (!fence) return null;
  const [, indent = "", marks = "", info = ""] = fence;
  return { marks, language: languageOf(info), indent: indent.length };
}

export function closesFence(text: string, fence: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < fence.length || indentColumns(text) >= tabColumns) return false;
  const mark = fence.charAt(0);
  for (let at = 0; at < trimmed.length; at += 1) if (trimmed.charAt(at) !== mark) return false;
  return true;
}

/**
 * Whether a fence with a language opens code inside of this code. By CommonMark it cannot, and the first bare fence would
 * end both; written this way it is always meant, as a closing fence has no language.
 */
export function nestsFences(language: string): boolean {
  return markdownLike.has(language);
}

/** "ts", of "ts title=x" or "{.ts}"; what a class name cannot carry is left out. */
function languageOf(info: string): string {
  const word = /[A-Za-z0-9+#_.-]+/.exec(info.trim().split(/\s/)[0] ?? "")?.[0] ?? "";
  return word.replace(/^\.+/, "").slice(0, 30).toLowerCase();
}
