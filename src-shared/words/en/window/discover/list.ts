import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

/** Search and its results. */
export const list = {
  models: "Models",
  search: "Search models",
  searchHuggingFace: "Search Hugging Face",
  searchBundled: "Search the bundled catalogue",
  filters: "Filters",
  runsWellHere: "Runs well here",
  runsWellThere: "Runs well there",
  small: "Up to 8B",
  permissive: "Apache-2.0 / MIT",
  permissiveHint: "Licences that allow any use, with attribution at most",
  whatIf: "What if…",
  whatIfHint: "Show what runs on another computer",
  open: "Open",

  searching: "Searching…",
  found: (count: number, more: boolean) =>
    counted(count, "model", "models", `${figures.count(count)}${more ? "+" : ""}`),
  order: "Order",
  orders: { downloads: "Most downloaded", trendingScore: "Trending", likes: "Most liked", lastModified: "Newest" },
  judgedAt: (contextTokens: number) => `Fits in this list are for a context of ${figures.context(contextTokens)}.`,
  hidden: (count: number, unjudged: number) =>
    unjudged === 0
      ? `${figures.count(count)} hidden by the filters.`
      : `${figures.count(count)} hidden by the filters, ${figures.count(unjudged)} of them because how they run here is known only once they are opened.`,
  showHidden: "Show all",
  allHidden: "The filters hide all",
  showThemAll: "Show them all",
  none: "No models found",
  noneText: "Try fewer words, the name of a family such as llama or qwen, or paste owner/name.",
  clearSearch: "Clear the search",
  askAgain: "Ask Hugging Face again",
  more: "More models",

  acceptTerms: "Accept the model's terms first",
  parameters: (count: number) => figures.parameters(count),
  context: (tokens: number) => `${figures.context(tokens)} context`,
  smallestNeeds: (bytes: number) => `smallest needs ${figures.memory(bytes)}`,
  by: (owner: string) => `by ${owner}`,
  /** Where the shape of the model is not certain. */
  needsBetween: (leastBytes: number, mostBytes: number, freeBytes: number, gpu: string | null) =>
    `needs between ${figures.memoryPair(leastBytes, mostBytes)[0]} and ${figures.memoryPair(mostBytes, freeBytes).join(" of ")} available${gpu === null ? "" : ` on the ${gpu}`}`,
  needs: (needBytes: number, freeBytes: number, gpu: string | null) =>
    `needs ${figures.memoryPair(needBytes, freeBytes).join(" of ")} available${gpu === null ? "" : ` on the ${gpu}`}`,
};
