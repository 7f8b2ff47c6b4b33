import { lazy } from "../../../../figures/index.ts";
import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

const languageNames = lazy(() => new Intl.DisplayNames(["en"], { type: "language" }));
const lists = lazy(() => new Intl.ListFormat("en", { type: "unit" }));
const names = (codes: readonly string[]): string =>
  lists().format(codes.map((code) => languageNames().of(code) ?? code));

/** One repository, around its table of variants. */
export const detail = {
  variants: "Variants",
  recommended: (variant: string) => `${variant} is recommended.`,
  whichModel: "Which model?",
  whichModelText: "Choose one from the list to see every variant of it against this computer's memory.",
  searchModels: "Search models",
  reading: "Reading what Hugging Face says about its files …",
  nothingRuns: "Nothing in this repository runs in Bitloft.",
  noGguf: "It holds no GGUF file. Look for a repository whose name ends in GGUF.",
  alsoHolds: (formats: string) => `Also in this repository: ${formats}`,

  openPage: "Open on Hugging Face",
  parameters: (count: number) => `${figures.parameters(count)} parameters`,
  active: (count: number) => `${figures.parameters(count)} active`,
  layers: (count: number) => counted(count, "layer", "layers"),
  context: (tokens: number) => `${figures.context(tokens)} context`,
  back: "All models",
  uploader: "Uploader",
  by: (owner: string) => `by ${owner}`,
  can: { thinks: "thinks", tools: "uses tools", sees: "sees images" },
  /** Of a day, "2026-04-02". */
  released: (day: string) => figures.month(Date.parse(`${day}T12:00`)),
  more: "More about it",
  rating: "Rating",
  ratedBy: (basis: string, day: string | null) =>
    day === null ? `${basis}.` : `${basis}, ${figures.date(Date.parse(`${day}T12:00`))}.`,
  ratingOf: (value: number, low: number, high: number) =>
    `${figures.count(value)} points, 95 % between ${figures.count(low)} and ${figures.count(high)}.`,
  source: "Source",
  makersOwn: "By its maker",
  makersFigure: (benchmark: string, value: number, setting: string | null) =>
    `${benchmark} ${figures.number(value, 0, 1)}${setting === null ? "" : ` (${setting})`}`,
  shape: "Shape",
  languages: "Languages",
  languagesOf: (codes: readonly string[]) => names(codes),
  origin: "Made from",
  files: "Files",
  uploadersWords: "In its uploader's words",
  byOthers: "The same model by others:",
  perhapsByOthers: "Another uploader may have the same model.",
  ledOn: (gone: string, instead: string) =>
    `${gone} does not have it on Hugging Face any more. This is the same model by ${instead}.`,
  takeFrom: (owner: string) => `Take it from ${owner}`,
  searchModel: "Search for this model",
  variantsBy: (count: number, owner: string) => `${counted(count, "variant", "variants")} by ${owner}`,
  licence: "Licence",
  updated: (then: number, now: number) => `updated ${figures.ago(then, now)}`,
  bundled: "bundled entry",
  bundledHint: "From the list that ships with Bitloft",
  /** Of the Hub's tags those that tell a person something. */
  tags: {
    "text-generation": "text",
    "image-text-to-text": "text and images",
    "function-calling": "tools",
    "tool-use": "tools",
    conversational: "chat",
    code: "code",
    reasoning: "reasoning",
    imatrix: "importance matrix",
    moe: "mixture of experts",
  },

  /** What happened with the Hub, in a word, and what can be done. */
  problems: {
    "hub-offline": "Hugging Face cannot be reached.",
    "hub-timeout": "Hugging Face did not answer in time.",
    "hub-rate-limited": "Hugging Face is rate-limiting you.",
    "hub-not-found": "Hugging Face has no such repository.",
    "hub-gated": "Accept the model's terms first.",
    "hub-bad-token": "Hugging Face does not accept the access token.",
    "hub-bad-answer": "Unexpected response from Hugging Face.",
    "hub-refused-address": "The address of Hugging Face is refused.",
    "unsupported-model": "The engine cannot run this model.",
    "incomplete-model": "Not all of it can be used.",
    "malformed-gguf": "Its file cannot be read.",
    "not-gguf": "There is no GGUF file to run in it.",
    other: "This did not work.",
  },
  actions: {
    retry: "Try again",
    token: "Add an access token",
    page: "Open its page",
    settings: "Check the address of Hugging Face",
  },
};
