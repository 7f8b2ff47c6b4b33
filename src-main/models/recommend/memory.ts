import type { DeviceNeed, MemoryNeed, ModelFacts, Plan } from "../../../src-shared/contract/index.ts";
import { type Budgets, type GpuBudget } from "./budget.ts";
import { computeNeedOf } from "./compute-cache.ts";
import type { ComputeNeed } from "./graph/compute-need.ts";
import { kvBytes, stateBytes } from "./kv-cache.ts";
import { type LayerRange, type LayerSplit, splitLayers } from "./layer-split.ts";
import { repackRules } from "./repack.ts";
import type { Setting } from "./setting.ts";
import { type VariantWeights, repackedWeights } from "./weights.ts";

/**
 * Memory of the engine's process beside what llama.cpp's own breakdown lists, measured with node-llama-cpp 3.21.1 under Node 24 on
 * Linux: some 70 MB for Node, the native libraries, metadata and scratch, and about 500 bytes for each token of the vocabulary
 * (growth of the process beside its buffers: 97 MB with 49,152 tokens, 131 with 128,256, 153 with 256,000).
 */
const processBytes = 70e6;
const vocabularyBytesPerToken = 500;

export function processOverhead(facts: ModelFacts): number {
  return processBytes + vocabularyBytesPerToken * facts.vocabularySize;
}

/** GPUs that a plan puts layers on. */
export function plannedGpus(plan: Pick<Plan, "gpuLayers" | "backend">, budgets: Budgets): GpuBudget[] {
  return plan.gpuLayers === 0 || plan.backend === null ? [] : budgets.gpus;
}

type Span = Pick<LayerRange, "from" | "to">;

const span = (sums: readonly number[], { from, to }: Span): number =>
  to > from ? (sums[to] ?? 0) - (sums[from] ?? 0) : 0;

/** Whether weights that stay on the CPU are copied: without a GPU, or beside Metal, which has no pinned host buffer. */
export function repacks(plan: Plan): boolean {
  return plan.repack && (plan.backend === null || plan.gpuLayers === 0 || plan.backend === "metal");
}

/** The layers of a device whose experts are on the CPU instead. */
const expertsElsewhere = (range: LayerRange, { cpuExperts }: LayerSplit): Span => ({
  from: Math.max(range.from, cpuExperts.from),
  to: Math.min(range.to, cpuExperts.to),
});

/** What a GPU holds besides working memory, in bytes. */
interface GpuContents {
  weightsBytes: number;
  kvBytes: number;
  stateBytes: number;
}

function gpuContents(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  split: LayerSplit,
  range: LayerRange,
): GpuContents {
  const layers = span(weights.layerBytes, range) - span(weights.expertBytes, expertsElsewhere(range, split));
  return {
    weightsBytes: Math.round(layers + (range.output ? weights.outputBytes : 0)),
    kvBytes: Math.round(kvBytes(facts, plan, range.from, range.to)),
    stateBytes: Math.round(stateBytes(facts, range.from, range.to, plan.sequences)),
  };
}

const nothing: LayerRange = { from: 0, to: 0, output: false };

/** The working memory of a plan, in bytes by device. */
export function workingMemory(facts: ModelFacts, weights: VariantWeights, plan: Plan, budgets: Budgets): ComputeNeed {
  const split = splitLayers(facts.blockCount, plan.gpuLayers, plannedGpus(plan, budgets), plan.cpuExpertLayers);
  return computeNeedOf(facts, plan, split, weights.largestMatrixBytes);
}

/**
 * Bytes that a plan leaves of the fullest GPU's budget, negative where it does not fit: the part of `estimateMemory` that a search for
 * a split asks for many times. `like`: another plan's working memory, used in place of this plan's.
 */
export function gpuSurplus(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  budgets: Budgets,
  like: ComputeNeed | null = null,
): number {
  const gpus = plannedGpus(plan, budgets);
  const split = splitLayers(facts.blockCount, plan.gpuLayers, gpus, plan.cpuExpertLayers);
  const compute = like ?? computeNeedOf(facts, plan, split, weights.largestMatrixBytes);
  let least = Infinity;
  for (const [i, { budgetBytes }] of gpus.entries()) {
    const held = gpuContents(facts, weights, plan, split, split.gpus[i] ?? nothing);
    const need = held.weightsBytes + held.kvBytes + held.stateBytes + Math.round(compute.gpuBytes[i] ?? 0);
    least = Math.min(least, budgetBytes - need);
  }
  return least;
}

/**
 * Memory by kind and by device that the engine needs for a plan, in bytes. Counted once: what is repacked is anonymous and its
 * pages of the file are touched at load only; what is not repacked is mapped and read for every token.
 * Weights + KV + compute + state + overhead = the sum of the devices' needs, to the byte. `learnedBytes` is what loads on this machine
 * took beyond the estimate.
 */
export function estimateMemory(setting: Setting, plan: Plan, learnedBytes = 0): MemoryNeed {
  const { facts, weights, machine, budgets } = setting;
  const gpus = plannedGpus(plan, budgets);
  const split = splitLayers(facts.blockCount, plan.gpuLayers, gpus, plan.cpuExpertLayers);
  const compute = computeNeedOf(facts, plan, split, weights.largestMatrixBytes);

  const cpuLayers = span(weights.layerBytes, split.cpu) + span(weights.expertBytes, split.cpuExperts);
  const cpuOutput = split.cpu.output && !weights.tied ? weights.outputBytes : 0;
  let repackBytes = 0;
  let grownBytes = 0;
  let copiedOutput = 0;
  if (repacks(plan)) {
    const repacked = repackedWeights(weights, repackRules(machine.cpu.instructionSets, machine.arch));
    repackBytes = span(repacked.layerBytes, split.cpu) + span(repacked.expertBytes, split.cpuExperts);
    if (split.cpu.output) repackBytes += repacked.outputBytes;
    grownBytes = Math.round(span(repacked.layerGrowth, split.cpu) + (split.cpu.output ? repacked.outputGrowth : 0));
    // The embedding stays mapped for its rows when it is copied as the output.
    copiedOutput = weights.tied && split.cpu.output ? repacked.outputBytes : 0;
  }
  repackBytes = Math.round(repackBytes) + grownBytes;
  const original = Math.round(weights.inputBytes + cpuLayers + cpuOutput + copiedOutput);
  const cpuWeights = Math.max(repackBytes, original + grownBytes);
  const fileBackedBytes = plan.mmap ? cpuWeights - repackBytes : 0;
  const cpuKv = Math.round(kvBytes(facts, plan, split.cpu.from, split.cpu.to));
  const cpuState = Math.round(stateBytes(facts, split.cpu.from, split.cpu.to, plan.sequences));
  const cpuCompute = Math.round(compute.cpuBytes);
  const overheadBytes = processOverhead(facts) + learnedBytes;
  const cpuNeed = cpuWeights + cpuKv + cpuCompute + cpuState + overheadBytes;

  let gpuWeights = 0;
  let sharedGpuNeed = 0;
  let [kvTotal, stateTotal, computeTotal] = [cpuKv, cpuState, cpuCompute];
  const gpuDevices = gpus.map((budget, i): DeviceNeed => {
    const held = gpuContents(facts, weights, plan, split, split.gpus[i] ?? nothing);
    const { weightsBytes, kvBytes: kv, stateBytes: state } = held;
    const computeBytes = Math.round(compute.gpuBytes[i] ?? 0);
    const needBytes = weightsBytes + kv + state + computeBytes;
    gpuWeights += weightsBytes;
    kvTotal += kv;
    stateTotal += state;
    computeTotal += computeBytes;
    if (budget.shared) sharedGpuNeed += needBytes;
    return {
      name: budget.gpu.name,
      kind: "gpu",
      ...(budget.shared ? { shared: true } : {}),
      needBytes,
      budgetBytes: budget.budgetBytes,
      totalBytes: budget.totalBytes,
      weightsBytes,
      kvBytes: kv,
      computeBytes,
    };
  });
  const cpuDevice: DeviceNeed = {
    name: "CPU",
    kind: "cpu",
    needBytes: cpuNeed,
    // A GPU that shares the system's memory takes its part out of it first, so that nothing is promised twice.
    budgetBytes: Math.max(0, budgets.systemBytes - sharedGpuNeed),
    totalBytes: budgets.systemTotalBytes,
    weightsBytes: cpuWeights,
    kvBytes: cpuKv,
    computeBytes: cpuCompute,
  };
  return {
    weightsBytes: cpuWeights + gpuWeights,
    kvBytes: kvTotal,
    computeBytes: computeTotal,
    stateBytes: stateTotal,
    overheadBytes,
    repackBytes,
    anonymousBytes: cpuNeed - fileBackedBytes,
    fileBackedBytes,
    // Metal uses the mapped file itself; other GPUs and the CPU's own layout are copies.
    loadOnlyBytes: plan.mmap
      ? Math.round(repackBytes - grownBytes - copiedOutput) + (plan.backend === "metal" ? 0 : gpuWeights)
      : 0,
    devices: [cpuDevice, ...gpuDevices],
  };
}

/** Whether every device can hold its part. */
export function fitsBudgets(memory: MemoryNeed): boolean {
  return memory.devices.every((device) => device.needBytes <= device.budgetBytes);
}

/** Rounding of each device's part, generously. */
const roundingBytes = 64;

/** Whether the weights alone are more than all devices together may hold, so that no plan whatever fits. */
export function outweighs(weights: VariantWeights, { systemBytes, gpus }: Budgets): boolean {
  const { inputBytes, layerBytes, outputBytes, tied } = weights;
  const least = inputBytes + (layerBytes[layerBytes.length - 1] ?? 0) + (tied ? 0 : outputBytes);
  // What a GPU shares is the system's.
  const most = gpus.reduce((sum, gpu) => sum + (gpu.shared ? 0 : gpu.budgetBytes), systemBytes);
  return least > most + roundingBytes;
}
