import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

/** Search and its results. */
export const list = {
  models: "Models",
  search: "Search models",
  searchHuggingFace: "Search Hugging Face",
  filters: "Filters",
  runsWellHere: "Runs well here",
  runsWellThere: "Runs well there",
  small: "Up to 8B",
  permissive: "Apache-2.0 / MIT",
  permissiveHint: "Licences that allow any use, with attribution at most",
  listed: "What is listed",
  suitedHere: "For this computer",
  suitedThere: "For that computer",
  hub: "Hugging Face",
  bestHere: "Best for this computer",
  bestThere: "Best for that computer",
  /** Before the job. */
  bestFor: "Best for",
  noneSuited: "None of the models that Bitloft knows runs well enough here for this job.",
  noneSuitedThere: "None of the models that Bitloft knows runs well enough there for this job.",
  imagesLater: "These models understand images, but Bitloft cannot show them any yet.",
  allKnown: "All models that Bitloft knows",
  sizeOf: (bytes: number) => figures.bytes(bytes),
  uploaders: (count: number) => counted(count, "uploader", "uploaders"),
  moreFilters: (count: number) => (count === 0 ? "Filters" : `Filters (${count})`),
  job: "What for",
  anyJob: "For anything",
  size: "Size on disk",
  anySize: "Any size",
  upTo: (bytes: number) => `Up to ${figures.bytes(bytes).replace(".0", "")}`,
  uploader: "Uploader",
  anyUploader: "By anyone",
  readable: "Reading speed",
  can: { sees: "Sees images", thinks: "Thinks", tools: "Uses tools" },
  filtersCover: (count: number, more: boolean) =>
    `Filters cover the ${counted(count, "repository", "repositories")} listed${more ? " so far, not all of Hugging Face" : ""}, and leave out what nothing is known of.`,
  open: "Open",

  searching: "Searching…",
  found: (count: number, more: boolean) =>
    counted(count, "model", "models", `${figures.count(count)}${more ? "+" : ""}`),
  order: "Order",
  orders: {
    downloads: "Most downloaded",
    trendingScore: "Trending",
    likes: "Most liked",
    lastModified: "Newest",
    capable: "Most capable",
    fastest: "Fastest",
    smallest: "Smallest download",
    released: "Latest release",
  },
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
  /** Where the shape of the model is not certain. */
  smallestNeedsBetween: (least: number, most: number) =>
    `smallest needs ${figures.memoryPair(least, most).join(" to ")}`,
  needsBetween: (least: number, most: number) => `needs ${figures.memoryPair(least, most).join(" to ")}`,
  by: (owner: string) => `by ${owner}`,
};
