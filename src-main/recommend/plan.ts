import type { MemoryNeed, Plan, PlanRequest } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import type { Learned } from "./learned.ts";
import { estimateMemory } from "./memory.ts";
import { estimateSpeed, typicalSpeed } from "./speed.ts";
import type { VariantWeights } from "./weights.ts";

/** node-llama-cpp's own batch; larger ones cost working memory in proportion. */
export const defaultBatchTokens = 512;
/** Where a model does not say how long a context it was trained on. */
export const assumedTrainedTokens = 4096;

/** What the engine of this version can be told, beyond what every version can. */
export interface EngineAbilities {
  /** To keep the experts of single layers on the CPU. */
  expertsOnCpu: boolean;
  /** To leave the CPU's weights in the file's own layout. */
  repackOff: boolean;
}

export interface PlanDefaults {
  contextTokens: number;
  /** Memory that every plan leaves alone; null: chosen from the machine. */
  memoryReserveBytes: number | null;
  /** From the ledger of this machine; left out or null for another one, and before the first load. */
  learned?: Learned | null;
  /** Left out: an engine that can do neither, so that no plan is chosen that could not be carried out. */
  abilities?: EngineAbilities;
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

/** A plan by what a search varies: layers on the GPUs, and of them those whose experts stay on the CPU. */
type PlanAt = (gpuLayers: number, cpuExpertLayers: number) => PlannedNeed;

/**
 * Makes every choice of a plan: what the request leaves open goes to the GPUs as far as their free memory less the margin
 * allows, and to the CPU for the rest. Where the engine can keep experts on the CPU, they give way first, as in llama.cpp's
 * own fit (common/fit.cpp): everything else of a layer is read for every token and small.
 */
export function choosePlan(
  facts: ModelFacts,
  weights: VariantWeights,
  machine: HardwareProfile,
  budgets: Budgets,
  request: PlanRequest,
  defaults: PlanDefaults,
): PlannedNeed {
  const { blockCount } = facts;
  const all = allLayers(blockCount);
  const fixedExperts = Math.min(request.cpuExpertLayers ?? 0, blockCount);
  const learnedBytes = defaults.learned?.overheadBytes ?? 0;
  const at: PlanAt = (gpuLayers, cpuExpertLayers) => {
    const plan: Plan = {
      contextTokens: plannedContext(facts, request, defaults),
      kvType: request.kvType ?? "f16",
      gpuLayers,
      backend: gpuLayers > 0 ? (budgets.gpus[0]?.gpu.backend ?? null) : null,
      flashAttention: request.flashAttention ?? true,
      mmap: true,
      batchTokens: request.batchTokens ?? defaultBatchTokens,
      sequences: request.sequences ?? 1,
      cpuExpertLayers: hasExperts(weights) ? Math.min(cpuExpertLayers, gpuLayers) : 0,
      repack: request.repack ?? true,
      threads: machine.cpu.usableCores,
    };
    return { plan, memory: estimateMemory(facts, weights, plan, machine, budgets, learnedBytes) };
  };
  if (budgets.gpus.length === 0) return at(0, 0);
  if (request.gpuLayers !== undefined) return at(Math.min(request.gpuLayers, all), fixedExperts);
  const mayMoveExperts =
    request.cpuExpertLayers === undefined && defaults.abilities?.expertsOnCpu === true && hasExperts(weights);
  const onGpus = mayMoveExperts ? fewestCpuExperts(at, blockCount) : mostLayers(at, all, fixedExperts);
  return worthSharing(onGpus, at(0, 0), { facts, weights, machine, budgets }) ? onGpus : at(0, 0);
}

function hasExperts({ expertBytes }: VariantWeights): boolean {
  return (expertBytes.at(-1) ?? 0) > 0;
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

/** All layers on the GPUs and as few experts as possible elsewhere; fewer layers only where none of the experts can stay. */
function fewestCpuExperts(at: PlanAt, blockCount: number): PlannedNeed {
  const all = allLayers(blockCount);
  const withoutExperts = at(all, blockCount);
  if (!gpusHold(withoutExperts.memory)) return mostLayers(at, all, blockCount);
  return largestFitting((stay) => at(all, blockCount - stay), blockCount, withoutExperts);
}

function mostLayers(at: PlanAt, all: number, cpuExpertLayers: number): PlannedNeed {
  return largestFitting((gpuLayers) => at(gpuLayers, cpuExpertLayers), all, null);
}

/** Memory on the GPUs grows with what is put on them, so the largest number that fits is found by halving. */
function largestFitting(at: (count: number) => PlannedNeed, most: number, none: PlannedNeed | null): PlannedNeed {
  const whole = at(most);
  if (gpusHold(whole.memory)) return whole;
  let [fits, tooMany] = [0, most];
  let best = none ?? at(0);
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const tried = at(middle);
    if (gpusHold(tried.memory)) [fits, best] = [middle, tried];
    else tooMany = middle;
  }
  return best;
}
