import type { MarkdownWords } from "../../en/window/markdown.ts";
import { figures } from "../figures.ts";

export const markdown: MarkdownWords = {
  showLess: "Weniger zeigen",
  showAll: (characters) => `Alle ${figures.count(characters)} Zeichen zeigen`,
  showEarlier: "Früheres zeigen",
  showMore: "Mehr zeigen",
  thinking: "Denkt nach …",
  thoughtFirst: "Hat erst nachgedacht",
  thoughtForSeconds: (seconds) => `Hat ${seconds} s nachgedacht`,
  thoughtForMinutes: (minutes, seconds) => `Hat ${minutes} min ${seconds} s nachgedacht`,
  code: "Code",
  codeLabel: "Code",
  codeIn: (language) => `Code, ${language}`,
  copy: "Kopieren",
  copyCode: "Code kopieren",
  copied: "Kopiert",
  notCopied: "Nicht kopiert",
  formula: "Formel",
  table: "Tabelle",
  done: "Erledigt:",
  toDo: "Offen:",
  image: "Bild",
  notLoaded: "Nicht geladen",
  notLoadedFrom: (address) => `Nicht geladen: ${address}`,
};
