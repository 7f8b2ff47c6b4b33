import type {
  CapabilityBand,
  CapabilityBasis,
  ModelJob,
  SuggestionReasons,
  SuggestionRole,
} from "../../contract/index.ts";
import { formatBytes, formatMemory, speedFigure, wordSpeedFigure } from "../../figures/index.ts";
import type { Words } from "../language.ts";
import { locale } from "./figures.ts";

export const jobs: Readonly<Record<ModelJob, string>> = {
  chat: "Chat and writing",
  code: "Code",
  reasoning: "Reasoning",
  "long-documents": "Long documents",
  languages: "Languages",
  images: "Images",
  small: "Small and quick",
};

/** How capable a model is. */
export const capabilityBands: Readonly<Record<CapabilityBand, string>> = {
  basic: "basic",
  simple: "simple",
  solid: "solid",
  strong: "strong",
  "very-strong": "very strong",
};

/** Where a band comes from. */
export const capabilityBases: Readonly<Record<CapabilityBasis, string>> = {
  arena: "People's blind votes on the full model: Arena (LMArena), CC BY 4.0",
  euroeval: "EuroEval's tests of the full model",
  mteb: "MTEB, tests of embeddings",
  placed: "Placed by Bitloft, as people have not voted on it",
  none: "Not yet measured independently",
};

export const suggestionRoles: Readonly<Record<SuggestionRole, string>> = {
  best: "Best here",
  quicker: "Quicker",
  smaller: "Smaller download",
};

export const jobClauses: Readonly<Record<ModelJob, string>> = {
  chat: "talking and writing",
  code: "code",
  reasoning: "reasoning",
  "long-documents": "long documents",
  languages: "languages",
  images: "images",
  small: "quick answers",
};

export const suggestionReasons: Words<SuggestionReasons> = {
  "best-rated-here": ({ model, ahead }) =>
    ahead
      ? `${model} is rated above all else that runs at reading speed here.`
      : `${model} is rated as high as anything that runs at reading speed here.`,
  "placed-here": ({ model }) =>
    `People have not voted on ${model} yet; by what is published it is the strongest that runs at reading speed here.`,
  "best-by-size": ({ model }) => `${model} is the most capable by size that runs well here.`,
  "larger-too-slow": ({ model, tokensPerSecond }) =>
    `${model} would write about ${wordSpeedFigure(tokensPerSecond)} words a second.`,
  "larger-does-not-fit": ({ model, needBytes }) => `${model} would need ${formatMemory(needBytes)}.`,
  "quicker-than-best": ({ best, timesFaster }) =>
    `Writes about ${speedFigure(timesFaster, locale)} times as fast as ${best}.`,
  "sooner-than-best": ({ best, timesSooner }) =>
    `Its answers come about ${speedFigure(timesSooner, locale)} times as soon: ${best} writes more thoughts first.`,
  "smaller-than-best": ({ best, lessBytes }) => `A download ${formatBytes(lessBytes)} smaller than ${best}.`,
  "same-band-as-best": ({ best }) => `Rated in the same band as ${best}.`,
  "good-at-job": ({ job }) => `Good at ${jobClauses[job]}.`,
  "speaks-language": ({ language }) => `Speaks ${languageName(language)}.`,
  "not-measured": () => "Not yet measured independently.",
  "variant-loses-band": ({ variant }) => `${variant} loses some of what the full model can do.`,
  "images-later": () => "Bitloft cannot show it pictures yet.",
};

function languageName(code: string): string {
  return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
}
