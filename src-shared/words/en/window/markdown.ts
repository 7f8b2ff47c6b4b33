import { figures } from "../figures.ts";

/** Around an answer's text. */
export const markdown = {
  showLess: "Show less",
  showAll: (characters: number) => `Show all ${figures.count(characters)} characters`,
  showEarlier: "Show earlier",
  showMore: "Show more",
  thinking: "Thinking…",
  thoughtFirst: "Thought first",
  thoughtForSeconds: (seconds: number) => `Thought for ${seconds} s`,
  thoughtForMinutes: (minutes: number, seconds: number) => `Thought for ${minutes} min ${seconds} s`,
  code: "code",
  codeLabel: "Code",
  codeIn: (language: string) => `Code, ${language}`,
  copy: "Copy",
  copyCode: "Copy code",
  copied: "Copied",
  notCopied: "Could not copy",
  formula: "Formula",
  table: "Table",
  done: "Done:",
  toDo: "To do:",
  image: "Image",
  notLoaded: "Not loaded",
  notLoadedFrom: (address: string) => `Not loaded: ${address}`,
};

export type MarkdownWords = typeof markdown;
