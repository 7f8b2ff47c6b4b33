import type {
  BeyondTrainingFigures,
  FitHeadline,
  FitReason,
  FullSpeedFigures,
  MemoryNeed,
  ModelFacts,
  NeedFigures,
  Plan,
  Quality,
  ShortfallFigures,
  Speed,
  SplitFigures,
  Verdict,
} from "../../../src-shared/contract/index.ts";
import {
  gpuNeedBytes,
  paceOf,
  slowsWhenFull,
  toldSpeed,
  totalNeedBytes,
  typicalFullSpeed,
  typicalSpeed,
} from "../../../src-shared/figures/index.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import { fewBits, isBelowThreeBits } from "./quality.ts";
import { isPartlyOnGpu, missingDevice } from "./verdict.ts";

/** What people read about a plan, each statement with the figure that decides. */

function sharesMemory(budgets: Budgets): boolean {
  return budgets.gpus.some((gpu) => gpu.shared);
}

/** The names of the GPUs that a plan uses. */
export function usedGpus({ devices }: MemoryNeed): string[] {
  return devices.filter(({ kind, needBytes }) => kind === "gpu" && needBytes > 0).map(({ name }) => name);
}

/** What a plan needs of what is free: on the GPUs where all of it is there, else over all. */
export function needFigures(memory: MemoryNeed, plan: Plan, budgets: Budgets): NeedFigures {
  const gpus = memory.devices.filter((device) => device.kind === "gpu" && device.needBytes > 0);
  const onGpus = gpus.length > 1 || (gpus.length === 1 && plan.gpuLayers > 0 && !sharesMemory(budgets));
  if (!onGpus) return { needBytes: totalNeedBytes(memory), freeBytes: budgets.systemBytes, gpus: [] };
  return {
    needBytes: gpus.reduce((sum, device) => sum + device.needBytes, 0),
    freeBytes: gpus.reduce((sum, device) => sum + device.budgetBytes, 0),
    gpus: gpus.map(({ name }) => name),
  };
}

/** The part of a plan that is on GPUs. */
export function splitFigures(memory: MemoryNeed): SplitFigures {
  return { gpuShare: gpuNeedBytes(memory) / totalNeedBytes(memory), gpus: usedGpus(memory) };
}

/** How fast a full context is; null where that is hardly slower. */
export function fullSpeedFigures(speed: Speed, { contextTokens }: Plan): FullSpeedFigures | null {
  return slowsWhenFull(speed) ? { tokensPerSecond: toldSpeed(typicalFullSpeed(speed)), contextTokens } : null;
}

/** Of a context that the model never saw in training; null where it did, or where that is unknown. */
export function beyondTraining(
  { trainedContextTokens: trainedTokens }: Pick<ModelFacts, "trainedContextTokens">,
  contextTokens: number,
): BeyondTrainingFigures | null {
  return trainedTokens === null || contextTokens <= trainedTokens ? null : { contextTokens, trainedTokens };
}

/** What is missing on the GPU that is too small, else over all that there is; null where it fits. */
function shortfall(memory: MemoryNeed, budgets: Budgets): ShortfallFigures | null {
  const missing = missingDevice(memory);
  if (missing === null) return null;
  if (missing.kind === "gpu") {
    const { needBytes, budgetBytes: freeBytes, name: gpu } = missing;
    return { needBytes, freeBytes, gpu, more: null };
  }
  const needBytes = totalNeedBytes(memory);
  const gpus = usedGpus(memory);
  // What shares the system's memory has already taken its part out of the CPU's.
  if (gpus.length === 0 || sharesMemory(budgets)) {
    return { needBytes, freeBytes: budgets.systemBytes, gpu: null, more: null };
  }
  const cards = memory.devices.filter((device) => device.kind === "gpu" && device.needBytes > 0);
  const freeBytes = cards.reduce((sum, device) => sum + device.budgetBytes, 0);
  return { needBytes, freeBytes: missing.budgetBytes, gpu: null, more: { freeBytes, gpus } };
}

/** The verdict with the figure that decides it. */
export function headlineOf({ verdict, memory, plan, speed, budgets, fixedSplit }: ReasonInput): FitHeadline {
  const missing = shortfall(memory, budgets);
  if (missing !== null) {
    const { kvBytes } = memory;
    return verdict === "shorten-context"
      ? { key: "headline-context-too-long", figures: { ...missing, kvBytes, contextTokens: plan.contextTokens } }
      : { key: "needs-too-much", figures: missing };
  }
  if (verdict === "runs-slowly") {
    return { key: "headline-runs-slowly", figures: { tokensPerSecond: typicalSpeed(speed) } };
  }
  if (verdict === "tight") return tightHeadline(memory, plan, budgets);
  if (verdict === "partly-on-gpu") {
    const tokensPerSecond = typicalSpeed(speed);
    return { key: "headline-partly-on-gpu", figures: { ...splitFigures(memory), chosen: fixedSplit, tokensPerSecond } };
  }
  const need = needFigures(memory, plan, budgets);
  return { key: "headline-runs-well", figures: { ...need, pace: paceOf(speed.tokensPerSecond) } };
}

function tightHeadline(memory: MemoryNeed, plan: Plan, budgets: Budgets): FitHeadline {
  const { needBytes, budgetBytes: freeBytes } = memory.devices[0] ?? { needBytes: 0, budgetBytes: 0 };
  const leftBytes = Math.max(0, freeBytes - needBytes);
  // It is the computer's memory that is tight, whatever a card beside it holds.
  return gpuNeedBytes(memory) > 0 && !sharesMemory(budgets)
    ? { key: "headline-tight-beside-gpu", figures: { needBytes, freeBytes, gpus: usedGpus(memory), leftBytes } }
    : { key: "headline-tight", figures: { ...needFigures(memory, plan, budgets), leftBytes } };
}

/**
 * What may happen to someone who loads what does not fit all the same; null where it fits. Trying is always allowed:
 * estimates can be wrong, and memory can become free.
 */
function riskOf(memory: MemoryNeed): FitReason | null {
  const missing = missingDevice(memory);
  if (!missing) return null;
  if (missing.kind === "gpu") return { key: "gpu-may-refuse", figures: { gpu: missing.name } };
  return memory.anonymousBytes <= missing.budgetBytes
    ? { key: "would-read-the-disk", figures: {} }
    : { key: "may-freeze", figures: {} };
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
export function reasonsFor(input: ReasonInput): FitReason[] {
  const { facts, verdict, memory, plan, speed } = input;
  const fits = verdict !== "does-not-fit" && verdict !== "shorten-context";
  const reasons = memoryReasons(input);
  if (verdict === "shorten-context") {
    const { contextTokens } = plan;
    reasons.push({ key: "context-is-too-big", figures: { contextTokens, kvBytes: memory.kvBytes } });
  }
  if (verdict === "does-not-fit") reasons.push(weightsReason(memory));
  // Output of a model that cannot chat is not read word for word.
  if (fits && facts.purpose === undefined) {
    reasons.push({
      key: "writes",
      figures: { tokensPerSecond: typicalSpeed(speed), pace: paceOf(speed.tokensPerSecond) },
    });
    const full = fullSpeedFigures(speed, plan);
    if (full !== null) reasons.push({ key: "full-context-speed", figures: full });
  }
  const quality = qualityReason(input);
  if (quality !== null) reasons.push(quality);
  const beyond = beyondTraining(facts, plan.contextTokens);
  if (beyond !== null) reasons.push({ key: "beyond-training", figures: beyond });
  const risk = riskOf(memory);
  if (risk !== null) reasons.push(risk);
  return reasons;
}

function memoryReasons({ verdict, memory, plan, budgets, facts }: ReasonInput): FitReason[] {
  const missing = shortfall(memory, budgets);
  if (missing) return [{ key: "needs-too-much", figures: missing }];
  const { needBytes, budgetBytes: freeBytes } = memory.devices[0] ?? { needBytes: 0, budgetBytes: 0 };
  const layers = allLayers(facts.blockCount);
  const { gpuLayers } = plan;
  const gpuBytes = gpuNeedBytes(memory);
  const need: FitReason = isPartlyOnGpu(plan, facts.blockCount)
    ? { key: "runs-on-both", figures: { gpuLayers, layers, gpuBytes, needBytes, freeBytes } }
    : { key: "needs", figures: needFigures(memory, plan, budgets) };
  return verdict === "tight" ? [need, { key: "little-is-left", figures: {} }] : [need];
}

function qualityReason({ facts, label, smallModel, quality }: ReasonInput): FitReason | null {
  if (isBelowThreeBits(label) && smallModel) return fewBits(facts.parameters);
  if (quality.band === "broken") return { key: "keeps-little", figures: {} };
  return quality.band === "poor" ? { key: "clearly-worse", figures: {} } : null;
}

/** Of a plan that no change to the context saves. */
function weightsReason(memory: MemoryNeed): FitReason {
  const { weightsBytes } = memory;
  const budget = memory.devices.reduce((sum, device) => sum + device.budgetBytes, 0);
  return weightsBytes > budget
    ? { key: "weights-alone", figures: { weightsBytes } }
    : { key: "weights-and-more", figures: { weightsBytes, moreBytes: totalNeedBytes(memory) - weightsBytes } };
}
