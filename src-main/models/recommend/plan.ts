import type { HardwareProfile, MemoryNeed, ModelFacts, Plan, PlanRequest } from "../../../src-shared/contract/index.ts";
import { typicalSpeed } from "../../../src-shared/figures/index.ts";
import type { Budgets } from "./budget.ts";
import { allLayers } from "./layer-split.ts";
import { type Learned, learnedOverhead } from "./learned.ts";
import type { ComputeNeed } from "./graph/compute-need.ts";
import type { MeasuredLosses } from "./measured-loss.ts";
import { estimateMemory, fitsBudgets, gpuSurplus, workingMemory } from "./memory.ts";
import type { Setting } from "./setting.ts";
import { estimateSpeed } from "./speed.ts";
import type { VariantWeights } from "./weights.ts";

/** node-llama-cpp's own batch; larger ones cost working memory in proportion. */
export const defaultBatchTokens = 512;
/**
 * From this many logical cores on, one is left to the driver of a card where the processor has layers too. With a
 * thread on each of 16, beside an H200, Qwen3-30B-A3B wrote 14 tokens a second and Granite 4 H Tiny 21; with 14 and 15
 * threads 22 and 27.
 */
const sparingFromCores = 8;
/** Where a model does not say how long a context it was trained on. */
export const assumedTrainedTokens = 4096;

/** Options that this version's engine takes, beyond those of every version. */
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
  /** Left out or null: nothing was measured. */
  measured?: MeasuredLosses | null;
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

/** A plan by what a search varies: layers on the GPUs, and of them those whose experts stay on the CPU. */
interface Splits {
  plan: (gpuLayers: number, cpuExpertLayers: number) => Plan;
  working: (plan: Plan) => ComputeNeed;
  /** Bytes left on the fullest GPU; negative where the plan does not fit. Approximate, but cheap, with another plan's working memory. */
  surplus: (plan: Plan, like?: ComputeNeed) => number;
}

/**
 * Makes every choice of a plan: what the request leaves open goes to the GPUs as far as their free memory less the margin
 * allows, and to the CPU for the rest. Where the engine can keep experts on the CPU, they give way first, as in llama.cpp's
 * own fit (common/fit.cpp): everything else of a layer is read for every token and small.
 */
export function choosePlan(setting: Setting, request: PlanRequest, defaults: PlanDefaults): PlannedNeed {
  const beyond = (plan: Plan): number => learnedOverhead(defaults.learned, plan);
  const needed = (plan: Plan): PlannedNeed => ({
    plan,
    memory: estimateMemory(setting, plan, beyond(plan)),
  });
  const { onCpu, chosen } = chooseSplit(setting, request, defaults);
  const best = needed(chosen);
  if (request.gpuLayers !== undefined || beyond(chosen) <= beyond(onCpu) || fitsBudgets(best.memory)) return best;
  // What a GPU's driver keeps in the process can be more than its few layers take off the system's memory.
  const plain = needed(onCpu);
  return fitsBudgets(plain.memory) ? plain : best;
}

/** The plan that is best by the GPUs alone, and the one without them: the same where none is worth it. */
function chooseSplit(setting: Setting, request: PlanRequest, defaults: PlanDefaults): { chosen: Plan; onCpu: Plan } {
  const { facts, weights, machine, budgets } = setting;
  const { blockCount } = facts;
  // node-llama-cpp counts the file's layers, and gives the engine no more.
  const all = allLayers(blockCount / (facts.loops ?? 1));
  const experts = hasExperts(weights);
  const fixedExperts = experts ? Math.min(request.cpuExpertLayers ?? 0, blockCount) : 0;
  const contextTokens = plannedContext(facts, request, defaults);
  const splits: Splits = {
    plan: (gpuLayers, cpuExpertLayers) => ({
      contextTokens,
      kvType: request.kvType ?? "f16",
      gpuLayers,
      backend: gpuLayers > 0 ? (budgets.gpus[0]?.gpu.backend ?? null) : null,
      flashAttention: request.flashAttention ?? true,
      mmap: true,
      batchTokens: request.batchTokens ?? defaultBatchTokens,
      sequences: request.sequences ?? 1,
      cpuExpertLayers: Math.min(cpuExpertLayers, gpuLayers),
      repack: request.repack ?? true,
      threads: gpuLayers > 0 ? threadsBesideCard(machine, budgets) : machine.cpu.usableCores,
    }),
    working: (plan) => workingMemory(facts, weights, plan, budgets),
    surplus: (plan, like) => gpuSurplus(facts, weights, plan, budgets, like),
  };
  const onCpu = splits.plan(0, 0);
  if (budgets.gpus.length === 0) return { chosen: onCpu, onCpu };
  if (request.gpuLayers !== undefined)
    return { chosen: splits.plan(Math.min(request.gpuLayers, all), fixedExperts), onCpu };
  const mayMoveExperts = experts && request.cpuExpertLayers === undefined && defaults.abilities?.expertsOnCpu === true;
  const onGpus = mayMoveExperts ? fewestCpuExperts(splits, blockCount) : mostLayers(splits, all, fixedExperts);
  return { chosen: worthSharing(onGpus, onCpu, setting) ? onGpus : onCpu, onCpu };
}

function threadsBesideCard({ cpu: { usableCores, logicalCores } }: HardwareProfile, { gpus }: Budgets): number {
  if (logicalCores < sparingFromCores || gpus.every(({ gpu }) => gpu.unified)) return usableCores;
  return Math.min(usableCores, logicalCores - 1);
}

function hasExperts({ expertBytes }: VariantWeights): boolean {
  return (expertBytes[expertBytes.length - 1] ?? 0) > 0;
}

/** An integrated GPU that decodes slower than this share of the CPU's speed is no gain, though it takes prompts faster. */
const worthwhileShare = 0.9;

/** A dedicated GPU always helps; one that shares the CPU's memory only where its access to it is not slower. */
function worthSharing(onGpus: Plan, onCpu: Plan, setting: Setting): boolean {
  if (onGpus.gpuLayers === 0) return false;
  if (setting.budgets.gpus.some(({ gpu }) => !gpu.unified || gpu.backend === "metal")) return true;
  const speed = (plan: Plan): number => typicalSpeed(estimateSpeed(setting, plan));
  return speed(onGpus) >= worthwhileShare * speed(onCpu);
}

/** All layers on the GPUs and as few experts as possible elsewhere; fewer layers only where none of the experts can stay. */
function fewestCpuExperts(splits: Splits, blockCount: number): Plan {
  const all = allLayers(blockCount);
  if (splits.surplus(splits.plan(all, blockCount)) < 0) return mostLayers(splits, all, blockCount);
  return largestFitting(splits, (staying) => splits.plan(all, blockCount - staying), blockCount);
}

function mostLayers(splits: Splits, all: number, cpuExpertLayers: number): Plan {
  return largestFitting(splits, (gpuLayers) => splits.plan(gpuLayers, cpuExpertLayers), all);
}

/** What is known of a search: the most that fits with what it leaves, and the least that does not with what is missing. */
interface Bounds {
  fits: number;
  left: number;
  tooMany: number;
  missing: number;
}

function learn(bounds: Bounds, count: number, surplus: number): void {
  if (surplus >= 0) [bounds.fits, bounds.left] = [count, surplus];
  else [bounds.tooMany, bounds.missing] = [count, surplus];
}

/**
 * Memory on the GPUs grows with what is put on them, nearly in proportion: the largest number that fits is guessed from what the
 * bounds leave, and every third guess halves what is left to search.
 */
function narrow(bounds: Bounds, surplusOf: (count: number) => number): number {
  for (let tries = 1; bounds.tooMany - bounds.fits > 1; tries++) {
    const { fits, left, tooMany, missing } = bounds;
    const halving = tries % 3 === 0 || left <= 0;
    const share = halving ? 1 / 2 : left / (left - missing);
    const guess = Math.min(tooMany - 1, Math.max(fits + 1, fits + Math.floor((tooMany - fits) * share)));
    learn(bounds, guess, surplusOf(guess));
  }
  return bounds.fits;
}

/**
 * The largest number that fits; `at(0)` is taken to fit. Working memory takes long to calculate, as the engine's graph is built for it,
 * and hardly depends on the number: the first search takes it from the middle, and then only its answer and a neighbour are checked with
 * their own.
 *
 * Measured against plain halving, over every kind of model in 20 labels at a new context length: halving with each plan's own working
 * memory builds a third more graphs (2,284 for 1,722 with graphics that share memory, 1,666 for 1,274 with a card). Halving with that of
 * the middle builds as many as this, and makes a seventh more estimates.
 */
function largestFitting({ working, surplus }: Splits, at: (count: number) => Plan, most: number): Plan {
  const missing = surplus(at(most));
  if (missing >= 0) return at(most);
  const bounds: Bounds = { fits: 0, left: 0, tooMany: most, missing };
  const middle = working(at(Math.ceil(most / 2)));
  const near = narrow({ ...bounds }, (count) => surplus(at(count), middle));
  const own = (count: number): number => surplus(at(count));
  if (near > 0) learn(bounds, near, own(near));
  const beside = bounds.fits === near ? near + 1 : near - 1;
  if (beside > bounds.fits && beside < bounds.tooMany) learn(bounds, beside, own(beside));
  return at(narrow(bounds, own));
}
