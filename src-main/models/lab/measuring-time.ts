import { availableParallelism, loadavg } from "node:os";
import { chunkTokens, countedInChunk } from "./protocol.ts";

/** How long one took here. */
export interface PastMeasurement {
  /** Of both files. */
  bytes: number;
  tokens: number;
  seconds: number;
}

export interface TimeQuestion {
  /** How long both models take to read the text on a quiet computer, from the least to the most. */
  readingSeconds: [number, number];
  tokens: number;
  vocabulary: number;
  /** Of both files. */
  bytes: number;
  threads: number;
  /** The latest first. */
  past: readonly PastMeasurement[];
  /** What the processor is to others now. */
  load: ProcessorLoad;
}

export interface ProcessorLoad {
  /** Processes that want it on the average of the last minute. */
  wanting: number;
  cores: number;
  /** What the divergence takes of a row of predictions, by each word of the vocabulary. */
  secondsOfWord: number;
}

/** Models whose sizes differ by more say little of one another: what does not grow with them weighs too much. */
const alikeFactor = 4;
const latest = 5;
/** What another day, another text and another size make of what was measured. */
const pastMargin = 1.3;
/** Of the process, and until the models are in memory. */
const startSeconds = 0.5;

/**
 * How long a measurement will take, from the least to the most, in seconds: by what models of about this size took here before, else by
 * the forecast for reading, the divergence's own work, and what other programs take of the processor now. Infinite where the forecast is.
 */
export function measuringTime(question: TimeQuestion): [number, number] {
  const { readingSeconds, tokens, vocabulary, bytes, threads, past, load } = question;
  const alike = past.filter((one) => one.bytes <= bytes * alikeFactor && one.bytes * alikeFactor >= bytes);
  const scaled = alike.slice(0, latest).map((one) => (one.seconds * bytes * tokens) / (one.bytes * one.tokens));
  if (scaled.length > 0) return [Math.min(...scaled) / pastMargin, Math.max(...scaled) * pastMargin];
  const rows = (tokens / chunkTokens) * countedInChunk;
  const own = rows * vocabulary * load.secondsOfWord + startSeconds;
  const slowed = Math.max(1, (load.wanting + threads) / load.cores);
  // Others may end soon; they may also stay.
  return [(readingSeconds[0] + own) * (1 + (slowed - 1) / 2), (readingSeconds[1] + own) * slowed];
}

const wordsTimed = 16_384;
let secondsOfWord: number | null = null;

/** As it is now. Windows tells no average: there only what this process finds counts. */
export function processorLoad(): ProcessorLoad {
  secondsOfWord ??= timeWords();
  return { wanting: loadavg()[0] ?? 0, cores: availableParallelism(), secondsOfWord };
}

/** The same sums as the divergence's, for a row, once in a process: less than a millisecond. */
function timeWords(): number {
  const row = Float32Array.from({ length: wordsTimed }, (_, word) => (word % 97) / 8);
  const began = performance.now();
  let sum = 0;
  for (const logit of row) {
    const [p, q] = [Math.exp(-logit), Math.exp(-logit / 2)];
    sum += p * q;
  }
  // Nothing is left out of what is used.
  return sum > 0 ? (performance.now() - began) / 1000 / wordsTimed : 0;
}
