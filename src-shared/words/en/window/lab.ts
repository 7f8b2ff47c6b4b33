import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const thousand = 1000;
/** Places of which a variant would choose another word, in a thousand. */
const others = (share: number): string => figures.count((1 - share) * thousand);
const percent = (share: number): string => `${figures.number(Math.abs(share) * 100, 0, 1)} %`;
const small = figures.divergence;

export const lab = {
  intro: "What does a smaller file lose? Measured here, on this computer, over a text of your choice.",
  modelsOf: "Model to measure",
  noModel: "Nothing to measure yet",
  noModelText: "Measuring needs two variants of one model: a small one, and a larger one to compare it with.",
  findModel: "Find a model",

  variant: "Variant",
  reference: "Compared with",
  others: "Other models",
  text: "Text to read",
  texts: { english: "English prose", german: "German prose", code: "Code", conversations: "Your conversations" },
  chosenText: (fileName: string) => fileName,
  chooseFile: "A file of your own…",
  textOrigins: {
    english: "From The Origin of Species by Charles Darwin (1859), in the public domain.",
    german: "From Die Verwandlung by Franz Kafka (1915), in the public domain.",
    code: "TypeScript, from Bitloft's own source.",
    conversations: "What you and your models wrote last. It is read here and goes nowhere.",
    file: "Read here; nothing of it goes anywhere.",
  },
  length: "How much of it",
  lengths: { short: "A first look", usual: "Usual", thorough: "Thorough" },
  tokens: (tokens: number) => `${figures.count(tokens)} tokens`,
  measure: "Measure",
  again: "Show the result",
  noReference: "There is no other variant of this model here to compare it with.",
  noReferenceText:
    "A measurement says how far a variant is from a better one of the same model, at best its F16 or Q8_0. Download one of these; it can be deleted afterwards, and the figures stay.",
  findReference: "Find a better variant",
  estimate: (low: number, high: number) =>
    figures.duration(low) === figures.duration(high)
      ? `Takes about ${figures.duration(high)}.`
      : `Takes about ${figures.duration(low)} to ${figures.duration(high)}.`,
  estimateUnknown: "How long it takes cannot be told before.",
  oneAfterTheOther: (diskBytes: number) =>
    `Both models do not fit into memory at once: one is read after the other, with ${figures.bytes(diskBytes)} on the disk meanwhile.`,
  isKnown: "This was measured already: the result is there at once.",
  smallerReference:
    "The model to compare with is the smaller file of the two. Swap them for a figure that says what is lost.",

  measuring: (variant: string) => `Measuring ${variant}`,
  waiting: "Waiting for what was started before it.",
  progress: (share: number) => figures.percent(share),
  resting: "Rests while an answer is written.",
  left: (seconds: number) => `about ${figures.duration(seconds)} left`,
  cancel: (what: string) => `Cancel: ${what}`,
  interrupted: "Bitloft was closed before the measurement was complete. Measure again.",
  done: (variant: string) => `${variant} is measured.`,

  result: (variant: string, reference: string) => `${variant} compared with ${reference}`,
  otherWords: (share: number) =>
    share >= 1
      ? "It would choose the same word everywhere."
      : others(share) === "0"
        ? "It would choose another word less than once in 1,000."
        : `Of 1,000 words, it would choose another one ${others(share) === "1" ? "once" : `${others(share)} times`}.`,
  harder: (lnRatio: number, standardError: number) =>
    Math.abs(lnRatio) < 2 * standardError
      ? "The text is no harder for it to predict, as far as this many words can tell."
      : lnRatio > 0
        ? `The text is ${percent(Math.exp(lnRatio) - 1)} harder for it to predict.`
        : `The text is ${percent(1 - Math.exp(lnRatio))} easier for it to predict, by chance or because it was made with text like this.`,
  basis: (positions: number, text: string, tokens: number) =>
    `${figures.count(positions)} words of “${text}” (${figures.count(tokens)} tokens) were compared.`,
  figures: {
    title: "Figures",
    divergence: "KL divergence",
    divergenceHint: "How far its probabilities are from the other's: 0 is not at all.",
    median: "Median",
    worst: "99 % are below",
    same: "Same top word",
    sameHint: "How often both rank the same word first.",
    perplexity: "Perplexity ratio",
    perplexityHint: "Above 1: it predicts the text worse than the other.",
    perplexities: (variant: number, reference: number) =>
      `${figures.number(variant, 2)} against ${figures.number(reference, 2)}`,
    withError: (value: number, error: number) => `${small(value)} ± ${small(error)}`,
    value: (value: number) => small(value),
    share: (share: number, error: number) =>
      `${figures.number(share * 100, 1)} % ± ${figures.number(error * 100, 1)} %`,
    ratio: (ratio: number, error: number) => `${figures.number(ratio, 3)} ± ${figures.number(error, 3)}`,
  },

  table: "Measured variants",
  columns: {
    variant: "Variant",
    size: "File",
    same: "Same word",
    divergence: "KL divergence",
    perplexity: "Perplexity ratio",
    text: "Text",
    when: "Measured",
  },
  beside: (reference: string) => `compared with ${reference}`,
  size: (bytes: number) => figures.bytes(bytes),
  ago: (then: number, now: number) => figures.ago(then, now),
  show: (variant: string, text: string) => `Show the result of ${variant} over ${text}`,

  parting: {
    title: "Where they part",
    intro:
      "A model writes one word after another, and finds some words likelier than others. These are the places of the text where the two disagree most about what comes next.",
    none: "They agree everywhere in this text.",
    unknown: "Measure again to see where they part: this result is of an earlier version.",
    notKept:
      "Passages of your own conversations are shown until Bitloft is closed, and never kept: nothing is to be left of a conversation that you delete. Measure again to see them.",
    wouldSay: (name: string) => `${name} would go on with`,
    goesOn: "The text goes on:",
    probability: (share: number) => (share > 0 && share < 0.01 ? "< 1 %" : figures.percent(share)),
    more: (count: number) => `Show ${counted(count, "more place", "more places")}`,
    space: "space",
    line: "new line",
    along: "Along the text",
    alongHint: (parts: number) =>
      `How much they differ in each of ${parts} parts of the text, from its beginning to its end.`,
    part: (number: number, mean: number) => `Part ${number}: ${small(mean)}`,
    byContext: "By how much was read before",
    context: (from: number, to: number) => `after ${from} to ${to} tokens`,
  },

  tabs: { label: "What to do", measure: "Measure", make: "Make" },
  make: {
    source: "Made from",
    wholeText: "Make a smaller file from this one. It is saved next to it, and the original stays as it is.",
    quantised: (label: string) =>
      `This file is quantised already (${label}): what is made from it cannot be better than it is, and some types lose more than their size suggests. A file in F16 is the better source.`,
    label: "Type",
    option: (label: string, bytes: number, verdict: string, suggested: boolean) =>
      `${label} · ${figures.bytes(bytes)} · ${verdict}${suggested ? " · suggested here" : ""}`,
    nothing: "Nothing smaller can be made from this file.",
    nothingText: "It already has the smallest type.",
    matrix: "Importance matrix",
    noMatrix: "None",
    collected: (fileName: string) => `Collected here: ${fileName}`,
    chooseMatrix: "A file…",
    matrixHint: "It says which weights matter most, so that these keep more. Types below three bits need one.",
    needsMatrix: (label: string) => `${label} cannot be made without an importance matrix.`,
    collect: "Collect a matrix first",
    collecting: (variant: string) => `Collecting an importance matrix for ${variant}`,
    isCollected: "The matrix is collected.",
    name: "File name",
    facts: (bytes: number) => `The file will be ${figures.bytes(bytes)}.`,
    free: (bytes: number) => `There is room for ${figures.bytes(bytes)} there.`,
    noRoom: (needed: number, free: number) =>
      `There is no room for it: it needs ${figures.bytes(needed)}, and there is room for ${figures.bytes(free)}.`,
    make: "Make it and measure it",
    making: (label: string, fileName: string) => `Making ${label} from ${fileName}`,
    interrupted: "Bitloft was closed before the file was complete. What had been written is deleted; make it again.",
    matrixInterrupted: "Bitloft was closed before the matrix was complete. Collect it again.",
    done: (label: string) => `${label} is made and in the library. What it lost is being measured.`,
    saved: (before: number, after: number) =>
      `${figures.bytes(after)} instead of ${figures.bytes(before)}: ${figures.percent(1 - after / before)} smaller.`,
  },
  madeFrom: (label: string, matrix: boolean) => `made here from ${label}${matrix ? ", with an importance matrix" : ""}`,

  kept: {
    title: "Quality kept",
    share: (share: number) => figures.percent(share),
    here: "measured here",
    whole: (share: number, reference: string, text: string) =>
      `${figures.percent(share)} of words the same as ${reference}, measured here over “${text}”`,
  },

  makeSmaller: "Make a smaller variant…",
  measureWhatItLoses: "Measure what it loses…",
  measureVariant: "Measure what a variant loses…",
  notUsable: "not usable now",
};

export type LabWords = typeof lab;
