import type { NeedFigures, Pace, QualityBand, ShortfallFigures, SplitFigures } from "../../contract/index.ts";
import {
  formatMemory,
  formatMemoryApart,
  formatMemoryPair,
  formatPercent,
  isOnlySize,
  withoutMaker,
  wordSpeedFigure,
} from "../../figures/index.ts";

/** Parts that several sentences share. */

/** "about 8.3 words a second" of 11 tokens. */
export function aboutSpeed(tokensPerSecond: number): string {
  return `about ${wordSpeedFigure(tokensPerSecond)} words a second`;
}

/** "RTX 4070" of "NVIDIA GeForce RTX 4070"; "12 GB card" where that is all that is known of it. */
export function shortGpuName(name: string): string {
  const short = withoutMaker(name);
  if (isOnlySize(short)) return `${short} card`;
  return short === "" ? name.trim() || "graphics card" : short;
}

/** "the RTX 4060", "2 GPUs". */
export function gpuNames(gpus: readonly string[]): string {
  const [first] = gpus;
  return gpus.length === 1 && first !== undefined ? `the ${shortGpuName(first)}` : `${gpus.length} GPUs`;
}

/** "needs 6.1 of the 11.4 GB available", "needs 9.1 of the 10.8 GB available on the RTX 4070". */
export function needs({ needBytes, freeBytes, gpus }: NeedFigures): string {
  const [need, available] = formatMemoryPair(needBytes, freeBytes);
  return `needs ${need} of the ${available} available${gpus.length === 0 ? "" : ` on ${gpuNames(gpus)}`}`;
}

/** "runs with 66 % of it on the RTX 4060 and the rest on the processor". */
export function sharesOut({ gpuShare, gpus }: SplitFigures): string {
  return `runs with ${formatPercent(gpuShare)} of it on ${gpuNames(gpus)} and the rest on the processor`;
}

/** "Needs 7.9 GB and only 5.2 GB is available on the RTX 4060". */
export function needsTooMuch({ needBytes, freeBytes, gpu, more }: ShortfallFigures): string {
  const [need, available] = formatMemoryApart(needBytes, freeBytes);
  const onGpu = gpu === null ? "" : ` on the ${shortGpuName(gpu)}`;
  const besides = more === null ? "" : `, with ${formatMemory(more.freeBytes)} more on ${gpuNames(more.gpus)}`;
  return `Needs ${need} and only ${available} is available${onGpu}${besides}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const paces: Readonly<Record<Pace, string>> = {
  slower: "slower than you read",
  "as-fast": "about as fast as you read",
  faster: "faster than you read",
};

/** "faster than you read". */
export function paceWords(pace: Pace): string {
  return paces[pace];
}

const kept: Readonly<Record<QualityBand, string>> = {
  full: "It is the model as published",
  "near-lossless": "It is nearly indistinguishable from the full model",
  "very-good": "It keeps nearly all of the full model's quality",
  good: "It keeps most of the full model's quality",
  fair: "It loses some of the full model's quality",
  poor: "It is clearly worse than the full model",
  broken: "It keeps little of the full model's quality",
  unknown: "Nobody has measured how much of the full model it keeps",
};

/** "It keeps most of the full model's quality, needs 6.1 of the 11.4 GB available, and writes faster than you read." */
export function qualities(what: { band: QualityBand; tokensPerSecond: number; pace: Pace }, memory: string): string {
  const { band, tokensPerSecond, pace } = what;
  const speed = pace === "slower" ? `${aboutSpeed(tokensPerSecond)}, ${paceWords(pace)}` : paceWords(pace);
  return `${kept[band]}, ${memory}, and writes ${speed}.`;
}
