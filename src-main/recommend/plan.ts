import type { MemoryNeed, Plan, PlanRequest } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import { estimateMemory } from "./memory.ts";
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
      flashAttention: true,
      mmap: true,
      batchTokens: defaultBatchTokens,
      threads: machine.cpu.usableCores,
    };
    return { plan, memory: estimateMemory(facts, weights, plan, machine, budgets) };
  };
  if (budgets.gpus.length === 0) return at(0);
  if (request.gpuLayers !== undefined) return at(Math.min(request.gpuLayers, all));
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
