import { typicalOf } from "../../../figures/index.ts";
import { figures } from "../figures.ts";

/** What stands between two asterisks is a word that is explained there. */
export const learn = {
  subtitle: "What the labels mean, in plain words, with this computer in the examples.",

  numbers: "A model is a long list of numbers",
  numbersText:
    "A language model is one big file of numbers, its *weights*. “8B” in a name says that there are eight billion of them. To write one word, the computer reads nearly all of them, so they must be in memory, and how fast memory can be read decides how fast it writes.",
  hereIsFree: (freeBytes: number, usableBytes: number | null) =>
    `This computer has ${figures.memory(freeBytes)} of memory free now${usableBytes === null ? "" : `, of which ${figures.memory(usableBytes)} is available to a model: the rest is kept for other programs`}. Published as they are, eight billion numbers of two bytes each are a file of 16 GB, which takes 14.9 GB of memory: files and disks are counted in thousands, memory in units of 1,024, as your system counts it.`,

  fewerBits: "Fewer bits for each number",
  fewerBitsText:
    "Numbers can be rounded so that each takes fewer bits. The file shrinks, it is read faster, and the answers get a little worse; how little is what *quality kept* tells. A rounded file is called a *variant* here, and the rounding *quantisation*.",
  exampleModel: "Model of the example",
  isTheOne: (variant: string, headline: string) => `Of these, *${variant}* is the one for this computer: ${headline}`,
  noneFits: (headline: string) => `None of these fits this computer. ${headline}`,
  writes: (range: readonly [number, number]) => {
    const [low, high] = figures.speedBounds(range);
    return `It writes about ${figures.wordSpeedFigure(typicalOf(range))} words a second, ${low === high ? `about ${low}` : `${low}–${high}`} tokens (tok/s): a token is a piece of a word, and you read some five to eight of them in a second.`;
  },
  showVariants: "Show all its variants",
  noExample: "The example cannot be shown now.",
  noExampleText: "The words below stand without it. Another model may do.",

  sizesOf: (model: string) => `Memory that ${model} needs, from the largest to the smallest`,
  label: "Label",
  memory: "Memory",
  here: "Here",
  asTrained: "as trained",
  asPublished: "as published",
  limit: (bytes: number, gpu: string | null, within: boolean) =>
    `${figures.memory(bytes)} of ${gpu === null ? "the computer's memory" : `the ${gpu}`} is available now${within ? "" : ": more than any of them takes"}`,

  readALabel: "How to read a label",
  pieces: {
    quantised: "quantised: the numbers were rounded to fewer bits",
    fourBits: "about four bits for each number, instead of sixteen",
    inBlocks: "numbers are rounded in small blocks, each with its own scale, which loses less",
    mediumMix: "the medium mix: the parts that matter most keep more bits. S is smaller, L larger",
    eightBits: "eight bits: half the size, and answers that you cannot tell from the full model's",
    plainRounding: "the plain way of rounding, one scale for each block",
    fromTable: "numbers are looked up in a table of good patterns: smaller, and slower on a processor",
    threeBits: "about three bits for each number",
    smallestMix: "the smallest mix of its kind, after XS, S and M",
    unslothRecipe: "Unsloth's own recipe for which parts keep more bits",
    largerMix: "a mix with still more bits where they matter",
    sixteenBits: "sixteen bits, not rounded at all: the model as its makers publish it",
  },

  matrix: "Importance matrix (imatrix)",
  matrixText:
    "Before rounding, some uploaders let the model read sample texts and note which numbers matter most; those are then rounded with more care. The notes are the *importance matrix*. At four bits and fewer it makes the same size noticeably better, and below three bits little works without it. “i1” in a name says the same.",

  context: "Context, and the cache that it needs",
  contextText:
    "The *context* is how much of the conversation the model sees at once, in tokens: 8K is some twelve pages. For every token it keeps notes, the *cache* (in full, the KV cache), so that it need not read everything again for each new word. A longer context therefore takes more memory, and nothing is gained by one that you do not use.",
  contextExample: (model: string, short: ContextCost, long: ContextCost) =>
    `${model} keeps ${figures.memory(short.bytes)} of notes for ${figures.context(short.tokens)} tokens and ${figures.memory(long.bytes)} for ${figures.context(long.tokens)}. Kept in 8 bits (Q8_0) they take about half, at hardly any loss.`,

  experts: "Mixture of experts (MoE)",
  expertsText:
    "Some models are split into many parts, the experts, of which each word needs only a few. “30B-A3B” says: thirty billion numbers must be in memory, three billion are read for a word. Such a model needs the memory of a large one and writes as fast as a small one.",

  verdicts: "What the verdicts mean",
  verdictMeanings: {
    "runs-well": "fits with room to spare, and writes at least as fast as you read.",
    "reading-speed": "fits, and its speed is about a reader's: which side it will be on is known once it has run.",
    "runs-slowly": "fits, but you will wait for its words.",
    tight: "fits, and leaves little for other programs. Close some before you start.",
    "partly-on-gpu": "too big for the graphics card alone: the rest is done by the processor, which is slower.",
    "loses-much": "fits and runs, but this variant gives up too much of the model. A smaller model will answer better.",
    "shorten-context": "the model fits, the long memory of the conversation does not. Take a shorter one.",
    "does-not-fit": "too big for this computer, however short the conversation. Take a smaller variant.",
  },
};

/** What notes on so many tokens take. */
export interface ContextCost {
  tokens: number;
  bytes: number;
}

export type LearnWords = typeof learn;
