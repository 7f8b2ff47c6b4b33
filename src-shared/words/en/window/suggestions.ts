import type { ModelJob } from "../../../contract/index.ts";
import { lazy, typicalOf } from "../../../figures/index.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";
import { jobClauses } from "../suggestions.ts";

/** The models to take on this computer, wherever they are shown. */
export const suggestions = {
  title: "Suggested for this computer",
  mostlyFor: "Mostly for",
  goodAt: (jobs: readonly ModelJob[]) => `Good at ${list(jobs.map((job) => jobClauses[job]))}.`,
  thinks: "Thinks before it answers.",
  band: (band: string) => `rated ${band}`,
  notRated: "not rated yet",
  /** Shown behind the band. */
  ratedBy: (basis: string, day: string | null) =>
    day === null ? `${basis}.` : `${basis}, ${figures.date(Date.parse(`${day}T12:00`))}.`,
  lowered: "One step lower here, for what this variant loses.",
  speed: (range: readonly [number, number]) => `about ${figures.wordSpeedFigure(typicalOf(range))} words a second`,
  uses: (part: number, total: number) => `uses ${figures.memoryPair(part, total).join(" of ")} of memory`,
  usesGraphics: (part: number, total: number) =>
    `uses ${figures.memoryPair(part, total).join(" of ")} of graphics memory`,
  /** Where the shape of the model is not certain. */
  usesBetween: (least: number, most: number, total: number) =>
    `uses between ${figures.memoryPair(least, most)[0]} and ${figures.memoryPair(most, total).join(" of ")} of memory`,
  usesGraphicsBetween: (least: number, most: number, total: number) =>
    `uses between ${figures.memoryPair(least, most)[0]} and ${figures.memoryPair(most, total).join(" of ")} of graphics memory`,
  download: (bytes: number) => `${figures.bytes(bytes)} to download`,
  downloadIn: (bytes: number, seconds: number) =>
    `${figures.bytes(bytes)} to download, about ${figures.duration(seconds)}`,
  fromOther: (model: string, gone: string, instead: string) =>
    `${gone} does not have ${model} on Hugging Face any more: it comes from ${instead}.`,
  variant: (label: string) => `Variant ${label}`,
  why: "Why this one?",
  start: "Download and start",
  startOf: (model: string) => `Download and start ${model}`,
  use: "Start",
  useOf: (model: string) => `Start with ${model}`,
  compareAll: "Compare all",
  smallFirst: "Start with the small one now, switch when this one is here",
  smallFirstHint: (small: string, bytes: number) => `${small} is ${figures.bytes(bytes)} to download.`,
  installedHere: (count: number) => counted(count, "model is", "models are") + " already in the library.",
  useInstalled: (name: string) => `Start with ${name}`,
  nothingSuits: "None of the known models runs well here.",
  nothingSuitsText:
    "This computer has little memory to spare at the moment. Close other programs and scan again, or look for a small model: the list says for each what it would need.",
  scanAgain: "Scan again",
  notSuggested: "The suggestions could not be made.",
  tryAgain: "Try again",
  ratings: (day: string) => `Ratings of ${figures.date(Date.parse(`${day}T12:00`))}, by people's blind votes.`,
  switchHere: (name: string) => `${name} is here.`,
  switchTo: "Switch to it",
  looking: "Looking for what suits this computer",
};

const lists = lazy(() => new Intl.ListFormat("en", { type: "conjunction" }));
const list = (parts: readonly string[]): string => lists().format(parts);

export type SuggestionWords = typeof suggestions;
