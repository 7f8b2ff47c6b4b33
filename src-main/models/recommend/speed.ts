import type { Gpu, HardwareProfile, ModelFacts, Plan, Speed } from "../../../src-shared/contract/index.ts";
import { onceByShape } from "./alike-models.ts";
import { type CpuRates, type Range, cpuDecodeRate, cpuRates, gpuDecodeRate } from "./bandwidth.ts";
import type { Budgets } from "./budget.ts";
import { kvElementBytes, kvReadBytes } from "./kv-cache.ts";
import { type LayerRange, type LayerSplit, allLayers, splitLayers } from "./layer-split.ts";
import { plannedGpus } from "./memory.ts";
import { coreOperationsOf, gpuOperations, lentSeconds, promptCost } from "./prompt-rate.ts";
import type { SpeedFactors } from "./learned-speed.ts";
import type { Setting } from "./setting.ts";
import { tensorSlots } from "./tensor-slots.ts";
import type { VariantWeights } from "./weights.ts";

/**
 * Experts are picked again for every token, which costs locality; a GPU, whose matrices are small then, more than a
 * CPU.
 */
const expertEfficiency = { cpu: [0.55, 0.9], gpu: [0.4, 0.65] } as const satisfies Record<string, Range>;
/**
 * In a prompt each expert gets a few of the tokens, so that a GPU multiplies many narrow matrices. Qwen3-30B-A3B on an H200 through Vulkan
 * read 8,900 tokens a second, a third of what a dense model of as many active parameters would.
 */
const expertPromptEfficiency: Range = [0.3, 0.8];
/**
 * Fixed cost of a token: the graph is built, launched and sampled from. Decides up to about 3B parameters. With the
 * engine's kernels counted apart, SmolLM2-135M took 2 to 6 ms more on a CPU; the published runs of small models on GPUs
 * leave about one.
 */
const tokenSeconds: Range = [0.0045, 0.0012];
/**
 * Of a layer on a GPU, at least, for the low figure: its products and what is between them are started one after the other, however
 * small they are. Through Vulkan an H200 took 0.05 ms (Llama 3.2 1B) to 0.13 (Gemma 3 4B, Granite 4 H Tiny), and 0.16 where embeddings
 * come into each layer (Gemma 4 E4B).
 */
const gpuLayerSeconds = 0.00014;
const gpuEmbeddedLayerSeconds = 0.00017;
/**
 * Numbers of the cache that a GPU takes in a second for one answer at least, whatever they are kept in: one token's attention is too
 * little work for all of a large card. An H200 through Vulkan took 6.1e11 in f16, 5.6e11 in q8_0 and 5.3e11 in q4_0.
 */
const gpuCacheNumbersPerSecond = 5e11;
/** How full the context is for the low and for the high figure: few conversations are longer than this, however long they may be. */
const fullShare: Range = [0.25, 0.1];
const fullTokens: Range = [4096, 256];
/** Starting and ending a row costs about as much as this many more numbers in it. */
const rowOverheadElements = 150;

export interface Part {
  /** What a token reads, by what unpacking costs, for the low and for the high figure. */
  bytes: Range;
  /** The weights' part of it. */
  weightsCost: number;
  /** How full the context is for either. */
  depths: Range;
  parameters: number;
  /** What a byte of the cache costs against one of the weights, for either. */
  cacheCost: Range;
  /** Seconds that starting its work takes for a token, for either. */
  starting: Range;
  decode: Range;
  operations: Range;
  /** Seconds for a prompt's token where a card takes over what the processor would do; null where none does. */
  lent: Range | null;
}

/** A plan's layers by device, of one variant. */
interface SplitPlan {
  facts: ModelFacts;
  weights: VariantWeights;
  plan: Plan;
  split: LayerSplit;
}

function partOf(
  { facts, weights, plan, split: { cpuExperts } }: SplitPlan,
  range: LayerRange,
  device: "cpu" | "gpu",
  rates: Pick<Part, "decode" | "operations">,
): Part {
  const { decode } = weights;
  const layers = between(device === "cpu" ? decode.cpuLayers : decode.gpuLayers, range.from, range.to);
  // Experts that stay on the CPU are read there, whatever device has the rest of their layer.
  const experts =
    device === "cpu"
      ? between(decode.cpuExperts, cpuExperts.from, cpuExperts.to)
      : -between(decode.gpuExperts, Math.max(range.from, cpuExperts.from), Math.min(range.to, cpuExperts.to));
  const output = range.output ? (device === "cpu" ? decode.cpuOutput : decode.gpuOutput) : 0;
  const cost = layers + experts + output;
  const share = (range.to - range.from + (range.output ? 1 : 0)) / allLayers(facts.blockCount);
  const depths = depthsOf(plan);
  return {
    bytes: [
      cost + kvReadBytes(facts, plan, range.from, range.to, depths[0]),
      cost + kvReadBytes(facts, plan, range.from, range.to, depths[1]),
    ],
    weightsCost: cost,
    cacheCost: [device === "gpu" ? gpuCacheCost(plan, rates.decode[0]) : 1, 1],
    starting: [device === "gpu" ? (range.to - range.from) * layerSeconds(facts) : 0, 0],
    depths,
    parameters: share * promptParameters(facts, weights),
    decode: rates.decode,
    operations: rates.operations,
    lent: null,
  };
}

/** What a card reads too fast for its own arithmetic costs as much as what it could have read meanwhile. */
function gpuCacheCost({ kvType }: Plan, bytesPerSecond: number): number {
  return Math.max(1, bytesPerSecond / (gpuCacheNumbersPerSecond * kvElementBytes(kvType)));
}

const layerSeconds = onceByShape((facts) =>
  tensorSlots(facts).some(({ name }) => name.startsWith("per_layer_")) ? gpuEmbeddedLayerSeconds : gpuLayerSeconds,
);

function between(sums: readonly number[], from: number, to: number): number {
  return to > from ? (sums[to] ?? 0) - (sums[from] ?? 0) : 0;
}

function depthsOf({ contextTokens }: Plan): Range {
  return [Math.min(fullShare[0], fullTokens[0] / contextTokens), Math.min(fullShare[1], fullTokens[1] / contextTokens)];
}

/** Parameters that a prompt's token is multiplied with: neither the embedding, which is looked up, nor the output, which only the last one needs. */
function promptParameters(facts: ModelFacts, weights: VariantWeights): number {
  const matrix = facts.vocabularySize * facts.embeddingLength;
  return Math.max(0, activeParameters(facts) - (weights.tied ? matrix : 2 * matrix));
}

/** Parameters that one token uses: all but the experts that rest. */
export function activeParameters(facts: ModelFacts): number {
  return facts.experts ? countActive(facts) : facts.parameters;
}

const countActive = onceByShape((facts) => {
  const { experts, parameters } = facts;
  const usedShare = experts && experts.count > 0 ? experts.used / experts.count : 1;
  const elements = tensorSlots(facts).reduce((sum, slot) => sum + (slot.expert ? slot.elements : 0), 0);
  return Math.round(parameters - elements * (1 - usedShare));
});

/** What a machine's devices get done in a second, whatever the model. */
interface MachineRates {
  threads: number;
  cpu: CpuRates;
  coreOperations: Range;
  ofGpu: (gpu: Gpu) => { decode: Range; operations: Range };
}

const machineRates = new WeakMap<HardwareProfile, MachineRates>();

function ratesOf(machine: HardwareProfile, threads: number): MachineRates {
  let known = machineRates.get(machine);
  if (known?.threads !== threads) {
    const gpus = new Map(
      machine.gpus.map((gpu) => [
        gpu,
        { decode: gpuDecodeRate(gpu, machine), operations: gpuOperations(gpu, machine) },
      ]),
    );
    known = {
      threads,
      cpu: cpuRates(machine, threads),
      coreOperations: coreOperationsOf(machine),
      ofGpu: (gpu) => gpus.get(gpu) ?? { decode: gpuDecodeRate(gpu, machine), operations: gpuOperations(gpu, machine) },
    };
    machineRates.set(machine, known);
  }
  return known;
}

/** What each device does for a token, the CPU first and then the GPUs in the plan's order. */
export function speedParts(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  machine: HardwareProfile,
  budgets: Budgets,
): Part[] {
  const gpus = plannedGpus(plan, budgets);
  const split = splitLayers(facts.blockCount, plan.gpuLayers, gpus, plan.cpuExpertLayers);
  const whole: SplitPlan = { facts, weights, plan, split };
  const rates = ratesOf(machine, plan.threads);
  const experts = facts.experts ? expertEfficiency : null;
  const cost = averageCost(weights, "cpu");
  const narrowRows = 1 + rowOverheadElements / Math.max(1, facts.embeddingLength);
  const cores: Range = [rates.cpu.cores[0] / narrowRows, rates.cpu.cores[1] / narrowRows];
  const [low, high] = rates.coreOperations;
  const unpacking = promptCost(weights) * narrowRows;
  const parts: Part[] = [
    partOf(whole, split.cpu, "cpu", {
      decode: scaled(cpuDecodeRate({ memory: rates.cpu.memory, cores }, cost), experts?.cpu),
      operations: [(plan.threads * low) / unpacking, (plan.threads * high) / unpacking],
    }),
  ];
  gpus.forEach(({ gpu }, i) => {
    const { decode, operations } = rates.ofGpu(gpu);
    const range = split.gpus[i] ?? { from: 0, to: 0, output: false };
    const own = {
      decode: scaled(decode, experts?.gpu),
      operations: scaled(operations, experts ? expertPromptEfficiency : undefined),
    };
    parts.push(partOf(whole, range, "gpu", own));
  });
  const [cpu, card] = parts;
  if (cpu !== undefined && card !== undefined && gpus.every(({ gpu }) => !gpu.unified)) {
    const { layerBytes, expertBytes } = weights;
    const bytes =
      between(layerBytes, split.cpu.from, split.cpu.to) +
      between(expertBytes, split.cpuExperts.from, split.cpuExperts.to);
    cpu.lent = lentSeconds(bytes, plan.batchTokens, 2 * cpu.parameters, card.operations);
  }
  return parts;
}

function scaled(rate: Range, by: Range | undefined): Range {
  return by ? [rate[0] * by[0], rate[1] * by[1]] : rate;
}

/** What a byte of a variant's weights costs a device, in bytes of Q8_0. */
export function averageCost({ decode, activeBytes }: VariantWeights, device: "cpu" | "gpu"): number {
  const layers = device === "cpu" ? decode.cpuLayers : decode.gpuLayers;
  const cost = (layers[layers.length - 1] ?? 0) + (device === "cpu" ? decode.cpuOutput : decode.gpuOutput);
  return activeBytes > 0 && cost > 0 ? cost / activeBytes : 1;
}

/** Seconds that a part adds to a prompt's token: the engine goes the faster way. */
function promptSeconds({ parameters, operations, lent }: Part, bound: 0 | 1): number {
  return Math.min((2 * parameters) / operations[bound], lent?.[bound] ?? Infinity);
}

/** The fixed cost of a token at the low or the high rate: that of any model, or of starting each of many layers. */
export function startSeconds(parts: readonly Part[], bound: 0 | 1): number {
  return Math.max(
    tokenSeconds[bound],
    parts.reduce((sum, { starting }) => sum + starting[bound], 0),
  );
}

/** Seconds for reading what a token needs, with the context so full. */
export function readSeconds(part: Part, bound: 0 | 1, depth: number): number {
  const { weightsCost, cacheCost, decode } = part;
  return (weightsCost + (bytesAt(part, depth) - weightsCost) * cacheCost[bound]) / decode[bound];
}

/** Seconds for one token with the context so full, at the low or the high rate of the devices. */
export function decodeSeconds(parts: readonly Part[], bound: 0 | 1, depth: number): number {
  return parts.reduce((sum, part) => sum + readSeconds(part, bound, depth), startSeconds(parts, bound));
}

/** What a token reads on a device; the cache's part grows evenly with what is in it. */
export function bytesAt({ bytes, depths }: Part, depth: number): number {
  return bytes[1] + ((bytes[0] - bytes[1]) * (depth - depths[1])) / (depths[0] - depths[1]);
}

/** The middle between the low and the high rate, with the context so full. */
export function typicalDecode(parts: readonly Part[], depth: number): number {
  return 1 / Math.sqrt(decodeSeconds(parts, 0, depth) * decodeSeconds(parts, 1, depth));
}

/**
 * The machine without its memory's bandwidth, which may be measured or entered at any time: what loads taught must mean
 * the same before and after.
 */
export function yardstick(machine: HardwareProfile): HardwareProfile {
  let known = yardsticks.get(machine);
  if (!known) {
    known = { ...machine, memory: { ...machine.memory, bandwidthBytesPerSecond: null, bandwidthBasis: null } };
    yardsticks.set(machine, known);
  }
  return known;
}

const yardsticks = new WeakMap<HardwareProfile, HardwareProfile>();

/**
 * Tokens per second as a range. Seconds per token = fixed cost + for each device (active bytes + cache read) / rate; the prompt is
 * bound by arithmetic instead: two operations for each active parameter. What was measured on this machine (`factors`) takes the place
 * of the rates' uncertainty: from a long conversation to an empty context.
 */
export function estimateSpeed(setting: Setting, plan: Plan, factors: SpeedFactors | null = null): Speed {
  const { facts, weights, machine, budgets } = setting;
  const gpus = plannedGpus(plan, budgets);
  const parts = speedParts(facts, weights, plan, factors === null ? machine : yardstick(machine), budgets);
  const depths = depthsOf(plan);
  const decode = (bound: 0 | 1, depth = depths[bound]): number => 1 / decodeSeconds(parts, bound, depth);
  const prompt = (bound: 0 | 1): number => 1 / parts.reduce((sum, part) => sum + promptSeconds(part, bound), 1e-5);
  if (factors !== null) {
    const typicalPrompt = Math.sqrt(prompt(0) * prompt(1));
    return {
      tokensPerSecond: [
        roundDown(typicalDecode(parts, depths[0]) * factors.decodeBounds[0]),
        roundUp(typicalDecode(parts, 0) * factors.decodeBounds[1]),
      ],
      fullContextTokensPerSecond: [
        roundDown(typicalDecode(parts, 1) * factors.decodeBounds[0]),
        roundUp(typicalDecode(parts, 1) * factors.decodeBounds[1]),
      ],
      promptTokensPerSecond: [
        roundDown(typicalPrompt * factors.promptBounds[0]),
        roundUp(typicalPrompt * factors.promptBounds[1]),
      ],
      basis: "ledger",
    };
  }
  return {
    tokensPerSecond: [round(decode(0)), round(decode(1))],
    fullContextTokensPerSecond: [round(decode(0, 1)), round(decode(1, 1))],
    promptTokensPerSecond: [round(prompt(0)), round(prompt(1))],
    basis: machine.memory.bandwidthBasis === "measured" && gpus.length === 0 ? "bandwidth" : "table",
  };
}

/** Two digits are all that such a figure is good for. */
function round(value: number): number {
  return Math.max(0.1, value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
}

/** A range around what was measured must still hold it when it is written in two digits. */
const roundDown = (value: number): number =>
  Math.max(0.1, value >= 10 ? Math.floor(value) : Math.floor(value * 10) / 10);
const roundUp = (value: number): number => Math.max(0.1, value >= 10 ? Math.ceil(value) : Math.ceil(value * 10) / 10);
