import type {
  DeviceNeed,
  MemoryNeed,
  ModelFacts,
  Plan,
  Quality,
  Speed,
  Verdict,
} from "../../../src-shared/contract/index.ts";
import {
  formatBytes,
  formatContext,
  formatCount,
  gpuNeedBytes,
  slowsWhenFull,
  speedFigure,
  totalNeedBytes,
  typicalFullSpeed,
  typicalSpeed,
} from "../../../src-shared/figures/index.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import { belowThreeBits, isBelowThreeBits } from "./quality.ts";
import { type Pace, isPartlyOnGpu, missingDevice, paceOf } from "./verdict.ts";

/** What people are told, in plain words, each with the figure that decides. */

/** "about 11 tokens a second". */
export function aboutSpeed(speed: Speed): string {
  return `about ${speedFigure(typicalSpeed(speed))} tokens a second`;
}

/** Two figures that are compared: with more digits where they would look alike. */
export function apart(a: number, b: number): [string, string] {
  const [left, right] = [formatBytes(a), formatBytes(b)];
  if (left !== right || Math.max(a, b) < 1e9) return [left, right];
  const fine = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
  return [fine(a), fine(b)];
}

/** "RTX 4070" of "NVIDIA GeForce RTX 4070": the maker's name makes no sentence clearer. */
export function shortGpuName(name: string): string {
  const short = name
    .replace(/\((?:R|TM)\)/gi, "")
    .replace(/^(?:NVIDIA |AMD |Intel |GeForce |Radeon (?=RX|PRO|VII))+/i, "")
    .replace(/ Laptop GPU$/i, "")
    .trim();
  // A card of which only the size is known has no name of its own.
  if (/^[\d.,]+ ?[KMGT]i?B$/i.test(short)) return `${short} card`;
  return short === "" ? name.trim() || "graphics card" : short;
}

/** "your 11.4 GB free", "the 10.8 GB free on the RTX 4070": the reserve is already taken off. */
function freeOn(device: DeviceNeed): string {
  const free = formatBytes(device.budgetBytes);
  return device.kind === "gpu" ? `the ${free} free on the ${shortGpuName(device.name)}` : `your ${free} free`;
}

function sharesMemory(budgets: Budgets): boolean {
  return budgets.gpus.some((gpu) => gpu.shared);
}

/** "needs 6.1 GB of your 11.4 GB free": on the GPU where all of it is there, else over all. */
export function needText(memory: MemoryNeed, plan: Plan, budgets: Budgets): string {
  const gpus = memory.devices.filter((device) => device.kind === "gpu" && device.needBytes > 0);
  const only = gpus.length === 1 ? gpus[0] : undefined;
  if (plan.gpuLayers === 0 || !only) {
    if (gpus.length > 1) {
      const need = gpus.reduce((sum, device) => sum + device.needBytes, 0);
      const free = gpus.reduce((sum, device) => sum + device.budgetBytes, 0);
      return `needs ${formatBytes(need)} of the ${formatBytes(free)} free on ${String(gpus.length)} GPUs`;
    }
    return `needs ${formatBytes(totalNeedBytes(memory))} of your ${formatBytes(budgets.systemBytes)} free`;
  }
  if (sharesMemory(budgets)) {
    return `needs ${formatBytes(totalNeedBytes(memory))} of your ${formatBytes(budgets.systemBytes)} free`;
  }
  return `needs ${formatBytes(only.needBytes)} of ${freeOn(only)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const paceWords: Readonly<Record<Pace, string>> = {
  slower: "slower than",
  "as fast": "about as fast as",
  faster: "faster than",
};

function speedSentence(speed: Speed): string {
  return `Writes ${aboutSpeed(speed)}, ${paceWords[paceOf(speed)]} you read.`;
}

/** "About 2.1 tokens a second once all 128K of context are in use."; null where that is hardly slower. */
export function fullContextSentence(speed: Speed, plan: Plan): string | null {
  if (!slowsWhenFull(speed)) return null;
  return `About ${speedFigure(typicalFullSpeed(speed))} tokens a second once all ${formatContext(plan.contextTokens)} of context are in use.`;
}

/** Of a context that the model never saw in training; null where it did, or nobody says. */
export function beyondTraining(facts: Pick<ModelFacts, "trainedContextTokens">, contextTokens: number): string | null {
  const { trainedContextTokens } = facts;
  if (trainedContextTokens === null || contextTokens <= trainedContextTokens) return null;
  const [asked, trained] = [formatContext(contextTokens), formatContext(trainedContextTokens)];
  // "4K is more than the 4K" says nothing.
  const apart = asked === trained ? [contextTokens, trainedContextTokens].map(formatCount) : [asked, trained];
  return `${apart[0]} is more than the ${apart[1]} that the model was trained on: answers may fall apart beyond that.`;
}

/** "Needs 7.9 GB and only 5.2 GB is free on the RTX 4060": on the card that is too small, else over all that there is. */
function shortfall(memory: MemoryNeed, missing: DeviceNeed, budgets: Budgets): string {
  if (missing.kind === "gpu") {
    const [need, free] = apart(missing.needBytes, missing.budgetBytes);
    return `Needs ${need} and only ${free} is free on the ${shortGpuName(missing.name)}`;
  }
  const [need, free] = apart(totalNeedBytes(memory), budgets.systemBytes);
  const cards = memory.devices.filter((device) => device.kind === "gpu" && device.needBytes > 0);
  // What shares the system's memory has already taken its part out of the CPU's.
  if (cards.length === 0 || sharesMemory(budgets)) return `Needs ${need} and only ${free} is free`;
  const onCards = formatBytes(cards.reduce((sum, device) => sum + device.budgetBytes, 0));
  return `Needs ${need} and only ${formatBytes(missing.budgetBytes)} is free, with ${onCards} more on ${gpuNames(memory)}`;
}

function gpuShare(memory: MemoryNeed): string {
  return `${String(Math.round((gpuNeedBytes(memory) / totalNeedBytes(memory)) * 100))} %`;
}

/** As `needText`, but for a plan of which the GPU takes a part: "runs with 66 % of it on the RTX 4060 and the rest on the processor". */
export function placeText(memory: MemoryNeed, plan: Plan, budgets: Budgets, blockCount: number): string {
  if (!isPartlyOnGpu(plan, blockCount)) return needText(memory, plan, budgets);
  return `runs with ${gpuShare(memory)} of it on ${gpuNames(memory)} and the rest on the processor`;
}

export function gpuNames(memory: MemoryNeed): string {
  const used = memory.devices.filter((device) => device.kind === "gpu" && device.needBytes > 0);
  const [first] = used;
  return used.length === 1 && first ? `the ${shortGpuName(first.name)}` : `${String(used.length)} GPUs`;
}

function memorySentence({ verdict, memory, plan, budgets, facts }: ReasonInput): string[] {
  const missing = missingDevice(memory);
  if (missing) return [`${shortfall(memory, missing, budgets)}.`];
  const sentences: string[] = [];
  if (isPartlyOnGpu(plan, facts.blockCount)) {
    const cpu = memory.devices[0];
    const layers = `${String(plan.gpuLayers)} of ${String(allLayers(facts.blockCount))} layers`;
    sentences.push(
      `${layers} run on the GPU (${formatBytes(gpuNeedBytes(memory))}); the rest runs on the CPU and needs ${formatBytes(cpu?.needBytes ?? 0)} of your ${formatBytes(cpu?.budgetBytes ?? 0)} free.`,
    );
  } else {
    sentences.push(`${capital(needText(memory, plan, budgets))}.`);
  }
  if (verdict === "tight") sentences.push("That leaves little for other programs: opening one may slow it down a lot.");
  return sentences;
}

/** "some 25,000 words": three quarters of a word a token, as English goes. */
function wordsText(tokens: number): string {
  const words = tokens * 0.75;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(words)) - 1);
  return `some ${formatCount(Math.round(words / digits) * digits)} words`;
}

/**
 * The verdict in one short sentence, with the figure that decides it. It must be understood without knowing what a layer or a
 * cache is.
 */
export function headlineOf(input: ReasonInput): string {
  const { verdict, memory, plan, speed, budgets } = input;
  switch (verdict) {
    case "runs-well":
      return `${capital(needText(memory, plan, budgets))}, and writes ${paceWords[paceOf(speed)]} you read.`;
    case "runs-slowly":
      return `Fits, but writes only ${aboutSpeed(speed)}: slower than you read.`;
    case "tight": {
      const cpu = memory.devices[0];
      const left = formatBytes(Math.max(0, (cpu?.budgetBytes ?? 0) - (cpu?.needBytes ?? 0)));
      // It is the computer's memory that is tight, whatever a card beside it holds.
      const need =
        cpu && gpuNeedBytes(memory) > 0 && !sharesMemory(budgets)
          ? `needs ${formatBytes(cpu.needBytes)} of your ${formatBytes(cpu.budgetBytes)} free beside ${gpuNames(memory)}`
          : needText(memory, plan, budgets);
      return `${capital(need)}: only ${left} is left for other programs.`;
    }
    case "partly-on-gpu": {
      return `Only ${gpuShare(memory)} of it ${input.fixedSplit ? "runs" : "fits"} on ${gpuNames(memory)}; with the processor doing the rest it writes ${aboutSpeed(speed)}.`;
    }
    case "shorten-context": {
      const missing = missingDevice(memory);
      const part = `${formatBytes(memory.kvBytes)} of it to remember ${formatContext(plan.contextTokens)} tokens (${wordsText(plan.contextTokens)})`;
      return missing ? `${shortfall(memory, missing, budgets)}: ${part}.` : `Needs ${part}.`;
    }
    case "does-not-fit": {
      const missing = missingDevice(memory);
      return missing ? `${shortfall(memory, missing, budgets)}.` : "Does not fit.";
    }
    default:
      return verdict satisfies never;
  }
}

/**
 * What may happen to someone who loads it all the same, in a sentence; null where nothing is to be feared. Nobody is kept from trying:
 * estimates can be wrong, and memory can become free.
 */
export function riskOf(memory: MemoryNeed, verdict: Verdict): string | null {
  const cpu = memory.devices[0];
  const missing = missingDevice(memory);
  if (!missing) {
    return verdict === "tight" ? "If another program needs memory, answers become many times slower." : null;
  }
  if (missing.kind === "gpu") {
    return `If you load it anyway, the ${shortGpuName(missing.name)} may refuse it, or swap it to slower memory and answer many times slower.`;
  }
  if (cpu && memory.anonymousBytes <= cpu.budgetBytes) {
    return "If you load it anyway, parts of the model are read from the disk again for every word: many times slower, but nothing is lost.";
  }
  return "If you load it anyway, the computer may stand still for a while, and the system may end this or another program.";
}

export interface ReasonInput {
  facts: ModelFacts;
  label: string;
  verdict: Verdict;
  memory: MemoryNeed;
  plan: Plan;
  speed: Speed;
  quality: Quality;
  budgets: Budgets;
  smallModel: boolean;
  /** A person said how many layers go onto the GPU, so that it says nothing about what would fit there. */
  fixedSplit: boolean;
}

/** Why the verdict is what it is: memory first, then speed, then what to know about quality and context. */
export function reasonsFor(input: ReasonInput): string[] {
  const { facts, verdict, memory, plan, speed, quality } = input;
  const reasons = memorySentence(input);
  const fits = verdict !== "does-not-fit" && verdict !== "shorten-context";
  if (verdict === "shorten-context") {
    reasons.push(
      `The model itself fits; the ${formatContext(plan.contextTokens)} context is what is too big (${formatBytes(memory.kvBytes)}).`,
    );
  }
  if (verdict === "does-not-fit") reasons.push(weightsSentence(memory));
  // What cannot chat is read by nobody, word for word.
  if (fits && facts.purpose === undefined) {
    reasons.push(speedSentence(speed));
    const full = fullContextSentence(speed, plan);
    if (full !== null) reasons.push(full);
  }
  if (isBelowThreeBits(input.label) && input.smallModel) {
    reasons.push(belowThreeBits(facts.parameters));
  } else if (quality.band === "broken") {
    reasons.push("So little is kept that answers are often nonsense.");
  } else if (quality.band === "poor") {
    reasons.push("Answers are clearly worse than the full model's.");
  }
  const beyond = beyondTraining(facts, plan.contextTokens);
  if (beyond !== null) reasons.push(beyond);
  const risk = fits ? null : riskOf(memory, verdict);
  if (risk !== null) reasons.push(risk);
  return reasons;
}

/** Of a plan that no change to the context saves. */
function weightsSentence(memory: MemoryNeed): string {
  const weights = formatBytes(memory.weightsBytes);
  const budget = memory.devices.reduce((sum, device) => sum + device.budgetBytes, 0);
  return memory.weightsBytes > budget
    ? `The model alone is ${weights}.`
    : `The model alone is ${weights}; what it works with beside that needs ${formatBytes(totalNeedBytes(memory) - memory.weightsBytes)} more.`;
}

const keptWords: Readonly<Record<Quality["band"], string>> = {
  full: "It is the model as published",
  "near-lossless": "It is nearly indistinguishable from the full model",
  "very-good": "It keeps nearly all of the full model's quality",
  good: "It keeps most of the full model's quality",
  fair: "It loses some of the full model's quality",
  poor: "It is clearly worse than the full model",
  broken: "It keeps little of the full model's quality",
  unknown: "Nobody has measured how much of the full model it keeps",
};

function paceText(speed: Speed): string {
  const pace = paceOf(speed);
  return pace === "slower" ? `writes ${aboutSpeed(speed)}, slower than you read` : `writes ${paceWords[pace]} you read`;
}

/** "It keeps most of the full model's quality, needs 6.1 GB of your 11.4 GB free, and writes faster than you read." */
export function qualitiesSentence(quality: Quality, need: string, speed: Speed): string {
  return `${keptWords[quality.band]}, ${need}, and ${paceText(speed)}.`;
}
