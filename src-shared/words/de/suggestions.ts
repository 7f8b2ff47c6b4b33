import type {
  CapabilityBand,
  CapabilityBasis,
  ModelJob,
  SuggestionReasons,
  SuggestionRole,
} from "../../contract/index.ts";
import { speedFigure } from "../../figures/index.ts";
import type { Words } from "../language.ts";
import { figures, locale } from "./figures.ts";

export const jobs: Readonly<Record<ModelJob, string>> = {
  chat: "Reden und Schreiben",
  code: "Programmieren",
  reasoning: "Logisches Denken",
  "long-documents": "Lange Texte",
  languages: "Sprachen",
  images: "Bilder",
  small: "Klein und schnell",
};

/** How capable a model is. */
export const capabilityBands: Readonly<Record<CapabilityBand, string>> = {
  basic: "sehr einfach",
  simple: "einfach",
  solid: "solide",
  strong: "stark",
  "very-strong": "sehr stark",
};

/** Where a band comes from. */
export const capabilityBases: Readonly<Record<CapabilityBasis, string>> = {
  arena: "Blinde Abstimmungen über das volle Modell: Arena (LMArena), CC BY 4.0",
  euroeval: "Tests von EuroEval mit dem vollen Modell",
  mteb: "MTEB, Tests für Embeddings",
  placed: "Von Bitloft eingeordnet, da es keine Abstimmungen darüber gibt",
  none: "Noch nicht unabhängig gemessen",
};

export const suggestionRoles: Readonly<Record<SuggestionRole, string>> = {
  best: "Am besten hier",
  quicker: "Schneller",
  smaller: "Kleinerer Download",
};

export const jobClauses: Readonly<Record<ModelJob, string>> = {
  chat: "im Reden und Schreiben",
  code: "im Programmieren",
  reasoning: "im logischen Denken",
  "long-documents": "bei langen Texten",
  languages: "in Sprachen",
  images: "bei Bildern",
  small: "für schnelle Antworten",
};

export const suggestionReasons: Words<SuggestionReasons> = {
  "best-rated-here": ({ model, ahead }) =>
    ahead
      ? `${model} ist höher bewertet als alles andere, das hier in Lesegeschwindigkeit läuft.`
      : `${model} ist so hoch bewertet wie das Beste, das hier in Lesegeschwindigkeit läuft.`,
  "placed-here": ({ model }) =>
    `Über ${model} haben Menschen noch nicht abgestimmt; nach allem, was veröffentlicht ist, kann es am meisten von dem, was hier in Lesegeschwindigkeit läuft.`,
  "best-by-size": ({ model }) => `${model} kann seiner Größe nach am meisten von dem, was hier gut läuft.`,
  "larger-too-slow": ({ model, tokensPerSecond }) =>
    `${model} würde etwa ${figures.wordSpeedFigure(tokensPerSecond)} Wörter pro Sekunde schreiben.`,
  "larger-does-not-fit": ({ model, needBytes }) => `${model} bräuchte ${figures.memory(needBytes)}.`,
  "quicker-than-best": ({ best, timesFaster }) =>
    `Schreibt etwa ${speedFigure(timesFaster, locale)}-mal so schnell wie ${best}.`,
  "sooner-than-best": ({ best, timesSooner }) =>
    `Antworten kommen etwa ${speedFigure(timesSooner, locale)}-mal so früh: ${best} schreibt davor mehr Gedanken.`,
  "smaller-than-best": ({ best, lessBytes }) => `Ein um ${figures.bytes(lessBytes)} kleinerer Download als ${best}.`,
  "same-band-as-best": ({ best }) => `In derselben Stufe wie ${best}.`,
  "good-at-job": ({ job }) => `Gut ${jobClauses[job]}.`,
  "speaks-language": ({ language }) => `Spricht ${languageName(language)}.`,
  "not-measured": () => "Noch nicht unabhängig gemessen.",
  "variant-loses-band": ({ variant }) => `${variant} verliert etwas von dem, was das volle Modell kann.`,
  "images-later": () => "Bitloft kann ihm noch keine Bilder zeigen.",
};

function languageName(code: string): string {
  return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
}
