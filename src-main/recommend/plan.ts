import type { MemoryNeed, Plan, PlanRequest } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import { estimateMemory } from "./memory.ts";
import { estimateSpeed, typicalSpeed } from "./speed.ts";
import type { VariantWeights } from "./weights.ts";

/** node-llama-cpp's own batch; larger ones cost working memory in proportion. */
export const defaultBatchTokens = 512;
/** Where a model does not say how long a context it was trained on. */
export const assumedTrainedTokens = 4096;

export interface PlanDefaults {
  contextTokens: number;
  /** Memory that every plan leaves alone; null: chosen from the machine. */
  memoryReserveBytes: number | null;
}

export interface PlannedNeed {
  plan: Plan;
  memory: MemoryNeed;
}

/** The context that a plan gets: the request's, else the smaller of what the model was trained on and the setting. */
export function plannedContext(facts: ModelFacts, request: PlanRequest, defaults: PlanDefaults): number {
  if (request.contextTokens !== undefined) return request.contextTokens;
  return Math.max(256, Math.min(facts.trainedContextTokens ?? assumedTrainedTokens, defaults.contextTokens));
}

function gpusHold(memory: MemoryNeed): boolean {
  return memory.devices.every((device) => device.kind === "cpu" || device.needBytes <= device.budgetBytes);
}

/**
 * Makes every choice of a plan: what the request leaves open goes to the GPUs as far as their free memory less the margin
 * allows, and to the CPU for the rest.
 */
export function choosePlan(
  facts: ModelFacts,
  weights: VariantWeights,
  machine: HardwareProfile,
  budgets: Budgets,
  request: PlanRequest,
  defaults: PlanDefaults,
): PlannedNeed {
  const all = allLayers(facts.blockCount);
  const at = (gpuLayers: number): PlannedNeed => {
    const plan: Plan = {
      contextTokens: plannedContext(facts, request, defaults),
      kvType: request.kvType ?? "f16",
      gpuLayers,
      backend: gpuLayers > 0 ? (budgets.gpus[0]?.gpu.backend ?? null) : null,
      flashAttention: request.flashAttention ?? true,
      mmap: true,
      batchTokens: request.batchTokens ?? defaultBatchTokens,
      sequences: request.sequences ?? 1,
      cpuExpertLayers: Math.min(request.cpuExpertLayers ?? 0, facts.blockCount),
      repack: request.repack ?? true,
      threads: machine.cpu.usableCores,
    };
    return { plan, memory: estimateMemory(facts, weights, plan, machine, budgets) };
  };
  if (budgets.gpus.length === 0) return at(0);
  if (request.gpuLayers !== undefined) return at(Math.min(request.gpuLayers, all));
  const onGpus = mostLayers(at, all);
  return worthSharing(onGpus, at(0), { facts, weights, machine, budgets }) ? onGpus : at(0);
}

/** What a choice between two plans needs to know. */
interface Setting {
  facts: ModelFacts;
  weights: VariantWeights;
  machine: HardwareProfile;
  budgets: Budgets;
}

/** An integrated GPU that decodes slower than this share of the CPU's speed is no gain, though it takes prompts faster. */
const worthwhileShare = 0.9;

/** A GPU of its own always helps; one that shares the CPU's memory only where its way to it is not worse. */
function worthSharing(onGpus: PlannedNeed, onCpu: PlannedNeed, setting: Setting): boolean {
  const { facts, weights, machine, budgets } = setting;
  if (onGpus.plan.gpuLayers === 0) return false;
  if (budgets.gpus.some((gpu) => !gpu.shared || gpu.gpu.backend === "metal")) return true;
  const speed = ({ plan }: PlannedNeed): number => typicalSpeed(estimateSpeed(facts, weights, plan, machine, budgets));
  return speed(onGpus) >= worthwhileShare * speed(onCpu);
}

function mostLayers(at: (gpuLayers: number) => PlannedNeed, all: number): PlannedNeed {
  // Memory on the GPUs grows with the layers on them, so the largest number that fits is found by halving.
  const whole = at(all);
  if (gpusHold(whole.memory)) return whole;
  let [fits, tooMany] = [0, all];
  let best = at(0);
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const tried = at(middle);
    if (gpusHold(tried.memory)) [fits, best] = [middle, tried];
    else tooMany = middle;
  }
  return best;
}
