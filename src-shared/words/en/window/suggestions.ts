import type { CapabilityBasis, ModelJob } from "../../../contract/index.ts";
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
  band: (band: string) => `level: ${band}`,
  /** Read out in the place of the star behind a band that no independent test gave. */
  placed: "placed by Bitloft",
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
  /** The disk has not so much to spare. */
  noRoom: (bytes: number, freeBytes: number) =>
    `No room for it: the download is ${figures.bytes(bytes)}, and the disk has ${figures.bytes(freeBytes)} free.`,
  /** Another variant of the same model is offered in the place of one that is gone. */
  otherInstead: (gone: string, owner: string) => `Hugging Face no longer has ${gone} of it. This is what ${owner} has.`,
  fromOther: (model: string, gone: string, instead: string) =>
    `${gone} does not have ${model} on Hugging Face any more: it comes from ${instead}.`,
  /** What the licence asks for, before one takes the model. */
  licence: (name: string) => `Licence: ${name}.`,
  licenceTrap: (name: string, trap: string) => `${name}: ${trap}`,
  variant: (label: string) => `Variant ${label}`,
  why: "Why this one?",
  /** `seconds`: null where it is not known how long it takes. */
  start: (bytes: number, seconds: number | null) => `Download and start · ${took(bytes, seconds)}`,
  /** What the button shows, and of which model, for those who hear it. */
  startOf: (model: string, bytes: number, seconds: number | null) =>
    `Download and start · ${took(bytes, seconds)}: ${model}`,
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
  /** Under a list of bands. */
  sources: (all: readonly string[]) => `Levels: ${all.join("; ")}.`,
  sourceOf: (basis: Exclude<CapabilityBasis, "none">, day: string | null) =>
    day === null ? sources[basis] : `${sources[basis]}, ${figures.date(Date.parse(`${day}T12:00`))}`,
  switchHere: (name: string) => `${name} is here.`,
  switchTo: "Switch to it",
  looking: "Looking for what suits this computer",
};

const took = (bytes: number, seconds: number | null): string =>
  seconds === null ? figures.bytes(bytes) : `${figures.bytes(bytes)} · about ${figures.duration(seconds)}`;

const sources = {
  arena: "Arena (LMArena), CC BY 4.0",
  euroeval: "EuroEval",
  mteb: "MTEB",
  placed: "* placed by Bitloft",
} as const;

const lists = lazy(() => new Intl.ListFormat("en", { type: "conjunction" }));
const list = (parts: readonly string[]): string => lists().format(parts);

export type SuggestionWords = typeof suggestions;
