import { figures } from "../../figures.ts";

/** The table of a model's variants, with the controls above it. */
export const ladder = {
  context: "Context",
  contextInTokens: "Context in tokens",
  contextLength: "Context length",
  tokens: "tokens",
  tokensOf: (count: number) => `${figures.count(count)} tokens`,
  notTokens: "That is not a number of tokens.",
  tokensBetween: (least: number, most: number) => `Between ${figures.count(least)} and ${figures.count(most)} tokens.`,
  showControls: "Change",
  hideControls: "Done",
  /** The controls in one line. */
  folded: (contextTokens: number, bits: number, computer: string | null) =>
    `${figures.context(contextTokens)} context · ${bits}-bit cache · ${computer ?? "this computer"}`,
  storedIn: "Context stored in",
  bits: (bits: number) => `${bits} bits`,
  storedWhole: "Full precision",
  storedInEight: "About half the memory, no difference that people notice",
  storedInFour: "About a quarter of the memory, at a small loss in long conversations",
  storedOtherwise: "Chosen elsewhere",
  computer: "Computer",
  thisOne: "This one",
  whatIf: "What if…",

  everyVariant: (repository: string) => `Every variant of ${repository}, the largest first`,
  variant: "Variant",
  memory: "Memory",
  memoryAt: (contextTokens: number) => `Memory at ${figures.context(contextTokens)} context`,
  speed: "Speed",
  quality: "Quality kept",
  download: "Download",
  /** What can be used of a memory: "GPU 10.9 GB". */
  limitOf: (memory: string, bytes: number) => `${memory} ${figures.memory(bytes)}`,
  limitBeyond: (memory: string, bytes: number) => `${memory} ${figures.memory(bytes)} →`,
  /** In a bar's right end. */
  barSum: (bytes: number) => figures.memory(bytes).replace(/ GB$/, ""),

  legend: { model: "model", conversation: "conversation", rest: "rest" },
  accuracySoFar: (accuracy: string) => `Forecasts on this computer so far. ${accuracy}`,
  sizesComputed: "Sizes are computed from the model's shape until Hugging Face has been asked.",
  whatLabelsMean: "What do these labels mean?",

  why: ", why",
  bitsPerWeight: (bits: number) => `${figures.number(bits, 1)} bits for each weight, on average.`,
  size: (bytes: number) => figures.bytes(bytes),
  recommended: "recommended",
  bestThatFits: "best that fits",
  headerNotRead: "Not known until its header has been read.",
  partMissing: "A part of it is missing on Hugging Face.",
  cannotRunIt: "The engine cannot run it.",
  whenFull: (speed: string) => `${speed} when full`,
  kept: (share: number) => figures.kept(share),

  /** A bar for those who hear it: "Needs 6.1 of 11.4 GB available: weights 4.9 GB, context 1.1 GB." */
  bar: {
    needs: "Needs",
    memoryNeeds: (memory: string | null) => `${memory ?? "The computer's memory"}: needs`,
    nothing: (needs: string) => `${needs} nothing.`,
    all: (needs: string, needBytes: number, freeBytes: number, parts: readonly string[]) =>
      `${needs} ${figures.memoryPair(needBytes, freeBytes).join(" of ")} available: ${parts.join(", ")}.`,
    weights: (bytes: number) => `weights ${figures.memory(bytes)}`,
    copied: (bytes: number) => `${figures.memory(bytes)} of them rearranged for speed`,
    context: (bytes: number) => `context ${figures.memory(bytes)}`,
    buffers: (bytes: number) => `working buffers ${figures.memory(bytes)}`,
    engine: (bytes: number) => `the engine itself ${figures.memory(bytes)}`,
    tooMuch: (bytes: number) => ` ${figures.memory(bytes)} too much.`,
  },

  /** The engine's own figure beside ours. */
  check: {
    agrees: (bytes: number) => `${figures.memory(bytes)}, checked by the engine`,
    saysMore: (theirs: number, ours: number) =>
      `The engine says ${figures.memory(theirs)}, not ${figures.memory(ours)}; the larger is shown.`,
    saysLess: (theirs: number, ours: number) =>
      `The engine says ${figures.memory(theirs)}; ours, ${figures.memory(ours)}, is larger and is shown.`,
    doesNotFit: (overBytes: number, gpu: string | null) =>
      `By the engine's figure it does not fit: ${figures.memory(overBytes)} more than is available in ${gpu === null ? "the computer's memory" : `the ${gpu}`}.`,
  },

  /** What a way out changes, as the label of the button that does it. */
  change: {
    context: (tokens: number, bits: number | null) =>
      `Set the context to ${figures.count(tokens)} tokens${bits === null ? "" : `, kept in ${bits} bits`}`,
    contextShort: (tokens: number, bits: number | null) =>
      `Use ${figures.context(tokens)} context${bits === null ? "" : `, in ${bits} bits`}`,
    bits: (bits: number) => `Keep the context in ${bits} bits`,
    experts: (layers: number) => `Keep the experts of ${layers} layers in the computer's memory`,
    layers: (layers: number) => `Put ${layers} layers on the GPU`,
    other: "Do so",
  },
  forVariant: (variant: string) => ` for ${variant}`,
  show: (variant: string) => `Show ${variant}`,
  qualityIs: (band: string) => `Quality: ${band}.`,
  opensInBrowser: " (opens in the browser)",

  action: {
    /** Added, for those who hear it, to a button that many rows have. */
    which: (variant: string) => ` ${variant}`,
    chatWhich: (variant: string) => ` with ${variant}`,
    notOnHuggingFace: "not on Hugging Face",
    cannotChat: "cannot chat",
    cannotRun: "cannot run",
    chat: "Chat",
    downloadOf: (variant: string) => `Download of ${variant}`,
    waiting: "waiting",
    verifying: "verifying",
    share: (share: number) => figures.percent(Math.floor(share * 100) / 100),
    received: (share: number) => `${figures.percent(Math.floor(share * 100) / 100)} received`,
    resume: "Resume",
    tryAgain: "Try again",
    download: "Download",
    downloadAnyway: "Download anyway",
    downloadHere: "Download here",
    downloadOfSize: (variant: string, bytes: number) => `Download ${variant} · ${figures.bytes(bytes)}`,
    downloadHereOf: (variant: string, bytes: number) => `Download here · ${variant} · ${figures.bytes(bytes)}`,
    chatWith: (variant: string) => `Chat with ${variant}`,
    pause: (variant: string) => `Pause the download of ${variant}`,
    resumeAt: (variant: string, share: number) =>
      `Resume ${variant} at ${figures.percent(Math.floor(share * 100) / 100)}`,
    shareOf: (share: number, bytes: number) =>
      `${figures.percent(Math.floor(share * 100) / 100)} of ${figures.bytes(bytes)}`,
    why: "Why?",
  },
};
