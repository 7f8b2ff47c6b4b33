import type { DeviceNeed, MemoryNeed, Plan, Quality, Speed, Verdict } from "../contract/fit.ts";
import type { ModelFacts } from "../contract/model.ts";
import { formatBytes, formatContext } from "../core/units.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import { totalNeed } from "./memory.ts";
import { isBelowThreeBits } from "./quality.ts";
import { comfortableTokensPerSecond, readingTokensPerSecond, isPartlyOnGpu, missingDevice } from "./verdict.ts";
import { typicalSpeed } from "./speed.ts";

/** What people are told, in plain words, each with the figure that decides. */

const speedText = (value: number): string => (value >= 10 ? String(Math.round(value)) : value.toFixed(1));

/** "about 11 tokens a second". */
export function aboutSpeed(speed: Speed): string {
  return `about ${speedText(typicalSpeed(speed))} tokens a second`;
}

/** "your 11.4 GB free", "the 10.8 GB free on the RTX 4070": the reserve is already taken off. */
function freeOn(device: DeviceNeed): string {
  const free = formatBytes(device.budgetBytes);
  return device.kind === "gpu" ? `the ${free} free on the ${device.name}` : `your ${free} free`;
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
    return `needs ${formatBytes(totalNeed(memory))} of your ${formatBytes(budgets.systemBytes)} free`;
  }
  if (sharesMemory(budgets)) {
    return `needs ${formatBytes(totalNeed(memory))} of your ${formatBytes(budgets.systemBytes)} free`;
  }
  return `needs ${formatBytes(only.needBytes)} of ${freeOn(only)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function paceOf(speed: Speed): string {
  const typical = typicalSpeed(speed);
  if (typical < readingTokensPerSecond) return "slower than";
  return typical < comfortableTokensPerSecond ? "about as fast as" : "faster than";
}

function speedSentence(speed: Speed): string {
  return `Writes ${aboutSpeed(speed)}, ${paceOf(speed)} you read.`;
}

function memorySentence(
  verdict: Verdict,
  memory: MemoryNeed,
  plan: Plan,
  budgets: Budgets,
  blockCount: number,
): string[] {
  const missing = missingDevice(memory);
  if (missing) {
    const where = missing.kind === "gpu" ? `on the ${missing.name} ` : "";
    return [`Needs ${formatBytes(missing.needBytes)} ${where}and only ${formatBytes(missing.budgetBytes)} is free.`];
  }
  const sentences: string[] = [];
  if (isPartlyOnGpu(plan, blockCount)) {
    const gpuNeed = memory.devices.filter((d) => d.kind === "gpu").reduce((sum, d) => sum + d.needBytes, 0);
    const cpu = memory.devices[0];
    const layers = `${String(plan.gpuLayers)} of ${String(allLayers(blockCount))} layers`;
    sentences.push(
      `${layers} run on the GPU (${formatBytes(gpuNeed)}); the rest runs on the CPU and needs ${formatBytes(cpu?.needBytes ?? 0)} of your ${formatBytes(cpu?.budgetBytes ?? 0)} free.`,
    );
  } else {
    sentences.push(`${capital(needText(memory, plan, budgets))}.`);
  }
  if (verdict === "tight") sentences.push("That leaves little for other programs: opening one may slow it down a lot.");
  return sentences;
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
}

/** Why the verdict is what it is: memory first, then speed, then what to know about quality and context. */
export function reasonsFor(input: ReasonInput): string[] {
  const { facts, verdict, memory, plan, speed, quality, budgets } = input;
  const reasons = memorySentence(verdict, memory, plan, budgets, facts.blockCount);
  const fits = verdict !== "does-not-fit" && verdict !== "shorten-context";
  if (verdict === "shorten-context") {
    reasons.push(
      `The weights fit; the ${formatContext(plan.contextTokens)} context is what is too big (${formatBytes(memory.kvBytes)}).`,
    );
  }
  if (verdict === "does-not-fit") reasons.push(`The weights alone are ${formatBytes(memory.weightsBytes)}.`);
  if (fits) reasons.push(speedSentence(speed));
  if (isBelowThreeBits(input.label) && input.smallModel) {
    reasons.push("Fewer than three bits a weight is too few for a model this small: expect broken answers.");
  } else if (quality.band === "broken") {
    reasons.push("So little is kept that answers are often nonsense.");
  } else if (quality.band === "poor") {
    reasons.push("Answers are clearly worse than the full model's.");
  }
  if (facts.trainedContextTokens !== null && plan.contextTokens > facts.trainedContextTokens) {
    reasons.push(
      `${formatContext(plan.contextTokens)} is more than the ${formatContext(facts.trainedContextTokens)} that the model was trained on: answers may fall apart beyond that.`,
    );
  }
  return reasons;
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
  return pace === "slower than" ? `writes ${aboutSpeed(speed)}, slower than you read` : `writes ${pace} you read`;
}

/** "It keeps most of the full model's quality, needs 6.1 GB of your 11.4 GB free, and writes faster than you read." */
export function summarySentence(key: string, quality: Quality, need: string, speed: Speed, computer: string): string {
  const facts = `${keptWords[quality.band]}, ${need}, and ${paceText(speed)}.`;
  if (quality.band === "poor" || quality.band === "broken") {
    return `${key} is the best that fits, and not a good one: a smaller model will serve you better here. ${facts}`;
  }
  return `${key} is the one for ${computer}. ${facts}`;
}
