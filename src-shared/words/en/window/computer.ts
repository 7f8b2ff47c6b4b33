import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const computer = {
  subtitle:
    "What Bitloft found here, what each part means for the models you can run, and how right its predictions were.",
  scanAgain: "Scan again",
  notRead: "Couldn't read this computer's hardware.",
  tryAgain: "Try again",
  system: (name: string, arch: string) => `${name}, ${arch}`,
  memoryAmount: (bytes: number) => figures.memory(bytes),
  bandwidth: (bytesPerSecond: number) => `${figures.bytes(bytesPerSecond)}/s`,
  notKnown: "not known",
  details: "Details",
  detailsOf: (name: string) => `Details: ${name}`,
  from: (source: string) => `From ${source}`,
  notCertain: (problem: string) => `Not certain: ${problem}`,
  bandwidthTitle: "Bandwidth",

  disk: "Disk",
  free: "Free",
  freeOf: (freeBytes: number, totalBytes: number) => `${figures.bytes(freeBytes)} of ${figures.bytes(totalBytes)}`,
  diskHint: "On the drive that holds the models. A download checks this first.",

  memory: {
    title: "Memory",
    inUse: (bytes: number) => `${figures.memory(bytes)} in use`,
    available: (bytes: number) => `${figures.memory(bytes)} available`,
    kept: (bytes: number) => `${figures.memory(bytes)} kept for other programs`,
    total: (bytes: number) => `${figures.memorySize(bytes)} total`,
    availableNow: "Available",
    /** The one place where the sum is written out. */
    availableHint: (freeBytes: number, reserveBytes: number, availableBytes: number) => {
      const text = figures.memoryAddingUp([freeBytes, -reserveBytes], availableBytes);
      return `${text(freeBytes)} free − ${text(reserveBytes)} kept for other programs = ${text(availableBytes)}. What a model needs is compared with this.`;
    },
    free: "Free",
    freeHint: "What the system reports: memory that no program uses.",
    keptBy: (own: boolean): string =>
      own ? "What is kept is your own figure." : "Bitloft chose what is kept by the size of this computer.",
    change: "Change it",
    limit: "Limit",
    limitHint:
      "This system runs in a container that may use no more than this, whatever the computer has. Beyond it the engine would be ended.",
    notMeasured: "not known yet",
    bandwidth: (bytesPerSecond: number, basis: string | null) =>
      `${figures.bytes(bytesPerSecond)}/s${basis === null ? "" : `, ${basis}`}`,
    bases: {
      measured: "measured here",
      computed: "computed from the memory's type",
      table: "from a table of known chips",
    },
    bandwidthHint:
      "A model on the processor reads all its active weights for every token, so this sets how fast it can answer.",
    ownBandwidth: (bytesPerSecond: number) =>
      `Speeds are worked out with your own figure, ${figures.bytes(bytesPerSecond)}/s.`,
    measured: (then: number, now: number) => `Measured ${figures.ago(then, now)}.`,
    measure: "Measure it",
    measureAgain: "Measure again",
  },

  processor: {
    title: "Processor",
    model: "Model",
    cores: "Cores",
    coresValue: (physical: number, logical: number) => `${physical} (${counted(logical, "thread", "threads")})`,
    usable: (cores: number, performanceCores: number | null) =>
      `The engine may use ${cores === 1 ? "one" : cores} of them${performanceCores === null ? "" : `, of ${performanceCores} performance cores`}. A thread more than there are free cores would make it many times slower.`,
    usableByOwn: (cores: number) =>
      `By your own figure the engine may use ${cores === 1 ? "one" : cores} of them. A thread more than there are free cores would make it many times slower.`,
    instructions: "Instructions",
    instructionsHint: "Decide which weights the engine rearranges for speed, and how fast it reads a prompt.",
  },

  graphics: {
    title: "Graphics",
    none: "none that models can use",
    noneHint: "Models run on the processor; small ones do so comfortably.",
    notAllKnown: "Not everything about the graphics is known.",
    memory: "Memory",
    shared: "shared with the computer",
    mayTake: (bytes: number) =>
      `Models may take ${figures.memorySize(bytes)} of it: the limit that the system sets for graphics.`,
    mayBorrow: (bytes: number) =>
      `It may borrow up to ${figures.memorySize(bytes)}. What it holds is gone for other programs, so Bitloft counts it once, as memory.`,
    countedOnce: "What it holds is gone for other programs, so Bitloft counts it once, as memory.",
    dedicated: (bytes: number) => `${figures.memorySize(bytes)} of its own`,
    freeNow: (bytes: number) =>
      `${figures.memory(bytes)} of it is free now. Layers that fit here run at the card's speed; the rest stays on the processor.`,
    available: "Available",
    availableHint: (reserveBytes: number) =>
      `What is free, less ${figures.memory(reserveBytes)} kept for the driver and the desktop.`,
    engine: "Engine",
    usedThrough: (backend: string) => `uses it through ${backend}`,
    notUsed: "cannot use it",
    driver: "Driver",
    driverHint: "What was learned from loads holds for this driver.",
  },

  cuda: {
    title: "Faster on this card",
    installed: (bytes: number) =>
      `The engine's part for CUDA is installed (${figures.bytes(bytes)}). The next model that is loaded uses it.`,
    offer: (bytes: number) =>
      `CUDA is NVIDIA's own way to its cards, and often faster than Vulkan. It is a part of the engine that comes as a download of ${figures.bytes(bytes)}, is checked by its hash like a model, and can be removed again.`,
    missing: "Something is missing for it.",
    missingText: (missing: string) => `${missing} Get it from NVIDIA (CUDA Toolkit), then scan again.`,
    downloadOf: "Download of CUDA",
    installing: "Checking and unpacking",
    received: (part: number, total: number) => figures.bytesPair(part, total).join(" of "),
    receivedPaused: (part: number, total: number) => `${figures.bytesPair(part, total).join(" of ")}, paused`,
    pause: "Pause",
    download: (bytes: number) => `Download ${figures.bytes(bytes)}`,
    resume: "Resume",
    tryAgain: "Try again",
    remove: "Remove",
    removeTitle: "Remove CUDA?",
    removeInstalled: (bytes: number) =>
      `${figures.bytes(bytes)} will be freed. A model that uses it is unloaded; the card is used through Vulkan then, where that is installed.`,
    removeReceived: (bytes: number) => `${figures.bytes(bytes)} already received will be deleted.`,
    keep: "Keep it",
  },

  ledger: {
    title: "Predicted and measured",
    notRead: "The loads so far could not be read.",
    empty:
      "Nothing has been loaded here yet. From the first model on, Bitloft keeps what it predicted beside what the engine really took, and sharpens the next prediction with it.",
    openLibrary: "Open the library",
    notMeasured: "No load has been measured with this engine yet.",
    whatCounts: "Counts only memory that has to stay free. Pages the system can re-read from the file are left out.",
    failedNotAgain: "A plan that failed is not recommended again with this driver and engine.",
    memoryChart: "Memory. The band is 5 % to either side.",
    memoryPoint: (model: string, predictedBytes: number, measuredBytes: number, difference: string) =>
      `${model}: ${figures.memory(predictedBytes)} predicted, ${figures.memory(measuredBytes)} measured (${difference})`,
    memoryChartText: (loads: number, close: number, furthest: string) =>
      `Memory, predicted against measured, of ${counted(loads, "load", "loads", loads === 1 ? "one" : undefined)}: ${close} within 5 %. Furthest off: ${furthest}.`,
    furthest: (model: string, predictedBytes: number, measuredBytes: number, difference: string) =>
      `${model}, ${figures.memory(predictedBytes)} predicted and ${figures.memory(measuredBytes)} measured, ${difference}`,
    noLoad: "No load has been measured yet.",
    speedChart: "Tokens a second, early in a conversation. Lines are the predicted ranges.",
    speedPoint: (model: string, predicted: string, measured: string) =>
      `${model}: ${predicted} tok/s predicted, ${measured} measured`,
    speedChartText: (loads: number, inside: number) =>
      `Speed, predicted against measured, of ${counted(loads, "load", "loads", loads === 1 ? "one" : undefined)}: ${inside} within the predicted range.`,
    tickBytes: (bytes: number) => figures.memorySize(bytes),
    predictedAxis: "predicted",
    measuredAxis: "measured",
    showFewer: "Show fewer",
    showAll: (count: number) => `Show all ${figures.count(count)}`,

    caption: "Loads on this computer, the latest first",
    model: "Model",
    predicted: "Predicted",
    measured: "Measured",
    difference: "Difference",
    firstToken: "First token",
    tokensPerSecond: "Tokens/s",
    failed: "Failed.",
    unknownReason: "Unknown reason.",
    noAnswer: "no answer yet",
    at: (contextTokens: number) => `at ${figures.context(contextTokens)}`,
    speedPredicted: (range: string) => `predicted ${range}`,
    context: (tokens: number) => `${figures.context(tokens)} context`,
    cache: (type: string) => `${type} cache`,
    gpuLayers: (count: number) => `${counted(count, "layer", "layers")} on the GPU`,
    /** "+1.3 %", "−2.1 %" of 0.013 and -0.021. */
    signed: (share: number) => {
      const percent = Math.abs(share * 100);
      const digits = percent < 9.95 ? 1 : 0;
      if (Number(percent.toFixed(digits)) === 0) return "0 %";
      return `${share < 0 ? "−" : "+"}${figures.number(percent, digits)} %`;
    },
  },

  own: {
    title: "Your own figures",
    asFound: "As found",
    text: "Correct anything Bitloft got wrong. Plans for this computer use these figures from now on; an empty field is as found.",
    saved: "Saved",
    cores: "Cores for the engine",
    coresHint: "Fewer leaves room for other programs.",
    found: (figure: string) => `${figure} found`,
    bandwidth: "Memory bandwidth",
    bandwidthHint: "What sets the speed on the processor.",
    gigabytesPerSecond: "GB/s",
    gpuFree: "Free memory of the graphics card",
    gigabytes: "GB",
    card: "Graphics card",
    use: "Use it",
    leave: "Leave it alone",
    coresError: (most: number) =>
      most > 1 ? `A whole number of cores, from 1 to ${most}; or nothing.` : "1, or nothing.",
    memoryError: "A size in gigabytes, as 8 or 7.5; or nothing.",
    bandwidthError: "A speed in gigabytes a second, as 51; or nothing.",
  },
};

export type ComputerWords = typeof computer;
