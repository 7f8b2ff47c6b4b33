import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

export const list: DiscoverWords["list"] = {
  models: "Modelle",
  search: "Modelle suchen",
  searchHuggingFace: "Modelle suchen",
  searchBundled: "Im Katalog suchen",
  filters: "Filter",
  runsWellHere: "Läuft hier gut",
  runsWellThere: "Läuft dort gut",
  small: "Bis 8B",
  permissive: "Apache-2.0 / MIT",
  permissiveHint: "Lizenzen, die jede Nutzung erlauben und höchstens eine Nennung verlangen",
  whatIf: "Was wäre, wenn …",
  whatIfHint: "Zeigen, was auf einem anderen Computer läuft",
  open: "Öffnen:",

  searching: "Suche läuft …",
  found: (count, more) => counted(count, "Modell", "Modelle", `${figures.count(count)}${more ? "+" : ""}`),
  order: "Reihenfolge",
  orders: {
    downloads: "Häufig geladen",
    trendingScore: "Im Trend",
    likes: "Beliebteste",
    lastModified: "Neueste",
  },
  judgedAt: (contextTokens) => `Die Liste urteilt für einen Kontext von ${figures.context(contextTokens)}.`,
  hidden: (count, unjudged) =>
    unjudged === 0
      ? `${figures.count(count)} durch die Filter ausgeblendet.`
      : `${figures.count(count)} durch die Filter ausgeblendet, davon ${figures.count(unjudged)}, weil erst nach dem Öffnen bekannt ist, wie sie hier laufen.`,
  showHidden: "Alle zeigen",
  allHidden: "Die Filter blenden alles aus",
  showThemAll: "Alle zeigen",
  none: "Keine Modelle gefunden",
  noneText: "Hilfreich sind weniger Wörter, der Name einer Familie wie llama oder qwen oder die Form owner/name.",
  clearSearch: "Suche leeren",
  askAgain: "Hugging Face erneut fragen",
  more: "Mehr Modelle",

  acceptTerms: "Verlangt zuerst die Zustimmung zu den Bedingungen",
  parameters: (count) => figures.parameters(count),
  context: (tokens) => `${figures.context(tokens)} Kontext`,
  smallestNeeds: (bytes) => `mindestens ${figures.memory(bytes)} nötig`,
  by: (owner) => `von ${owner}`,
  needsBetween: (leastBytes, mostBytes, freeBytes, gpu) => {
    const [most, free] = figures.memoryPair(mostBytes, freeBytes);
    const [least] = figures.memoryPair(leastBytes, mostBytes);
    return `braucht zwischen ${least} und ${most} der verfügbaren ${free}${gpu === null ? "" : ` auf „${gpu}“`}`;
  },
  needs: (needBytes, freeBytes, gpu) => {
    const [need, free] = figures.memoryPair(needBytes, freeBytes);
    return `braucht ${need} der verfügbaren ${free}${gpu === null ? "" : ` auf „${gpu}“`}`;
  },
};
