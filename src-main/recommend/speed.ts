import type { Plan, Speed } from "../contract/fit.ts";
import type { Gpu, HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import { type Range, cpuDecodeRate, gpuBandwidth, gpuDecodeRate } from "./bandwidth.ts";
import type { Budgets } from "./budget.ts";
import { kvReadBytes } from "./kv-cache.ts";
import { type LayerRange, type LayerSplit, allLayers, splitLayers } from "./layer-split.ts";
import { plannedGpus } from "./memory.ts";
import type { SpeedFactors } from "./learned.ts";
import type { VariantWeights } from "./weights.ts";

/** Experts are picked anew for every token, which costs locality. */
export const expertEfficiency = 0.5;
/** Fixed cost of a token: the graph is built, launched and sampled from. Decides below about 3B parameters. */
export const tokenSeconds: Range = [0.004, 0.0015];
/** How full the context is that the low and the high figure read for every token. */
const contextShare: Range = [0.5, 0.1];

/** Arithmetic that prompt processing gets, in operations per second: of a CPU core, and of a GPU for each byte of its bandwidth. */
const coreOperations: Range = [25e9, 70e9];
const gpuOperationsPerByte: Readonly<Record<Gpu["vendor"], Range>> = {
  nvidia: [50, 130],
  amd: [20, 70],
  apple: [15, 32],
  intel: [8, 30],
  other: [8, 30],
};

interface Part {
  /** What a token reads, for the low and for the high figure. */
  bytes: Range;
  parameters: number;
  decode: Range;
  operations: Range;
}

function partOf(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  range: LayerRange,
  { cpuExperts }: LayerSplit,
  device: "cpu" | "gpu",
): Pick<Part, "bytes" | "parameters"> {
  const { decode } = weights;
  const between = (sums: Float64Array, from: number, to: number): number =>
    to > from ? (sums[to] ?? 0) - (sums[from] ?? 0) : 0;
  const layers = between(device === "cpu" ? decode.cpuLayers : decode.gpuLayers, range.from, range.to);
  // Experts that stay on the CPU are read there, whatever device has the rest of their layer.
  const experts =
    device === "cpu"
      ? between(decode.cpuExperts, cpuExperts.from, cpuExperts.to)
      : -between(decode.gpuExperts, Math.max(range.from, cpuExperts.from), Math.min(range.to, cpuExperts.to));
  const output = range.output ? (device === "cpu" ? decode.cpuOutput : decode.gpuOutput) : 0;
  const cost = layers + experts + output;
  const share = (range.to - range.from + (range.output ? 1 : 0)) / allLayers(facts.blockCount);
  const read = (share: number): number => cost + kvReadBytes(facts, plan, range.from, range.to, share);
  return {
    bytes: [read(contextShare[0]), read(contextShare[1])],
    parameters: share * activeParameters(facts, weights),
  };
}

/** Parameters that one token uses: all but the experts that rest. */
export function activeParameters(facts: ModelFacts, weights: VariantWeights): number {
  if (!facts.experts) return facts.parameters;
  const usedShare = facts.experts.count > 0 ? facts.experts.used / facts.experts.count : 1;
  const experts = weights.slots.reduce((sum, slot) => sum + (slot.expert ? slot.elements : 0), 0);
  return Math.round(facts.parameters - experts * (1 - usedShare));
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
  const cores = plan.threads;
  const parts: Part[] = [
    {
      ...partOf(facts, weights, plan, split.cpu, split, "cpu"),
      decode: cpuDecodeRate(machine),
      operations: [cores * coreOperations[0], cores * coreOperations[1]],
    },
  ];
  gpus.forEach(({ gpu }, i) => {
    const nominal = gpuBandwidth(gpu, machine);
    const perByte = gpuOperationsPerByte[gpu.vendor];
    parts.push({
      ...partOf(facts, weights, plan, split.gpus[i] ?? { from: 0, to: 0, output: false }, split, "gpu"),
      decode: gpuDecodeRate(gpu, machine),
      operations: [nominal * perByte[0], nominal * perByte[1]],
    });
  });
  return parts;
}

/** Seconds for one token with the context so full, at the low or the high rate of the devices. */
export function decodeSeconds(facts: ModelFacts, parts: readonly Part[], bound: 0 | 1, depth: number): number {
  const experts = facts.experts ? expertEfficiency : 1;
  return parts.reduce((sum, part) => sum + bytesAt(part, depth) / (part.decode[bound] * experts), tokenSeconds[bound]);
}

/** What a token reads on a device; the cache's part grows evenly with what is in it. */
export function bytesAt({ bytes }: Part, depth: number): number {
  return bytes[1] + ((bytes[0] - bytes[1]) * (depth - contextShare[1])) / (contextShare[0] - contextShare[1]);
}

/** The middle between the low and the high rate, with the context so full. */
export function typicalDecode(facts: ModelFacts, parts: readonly Part[], depth: number): number {
  return 1 / Math.sqrt(decodeSeconds(facts, parts, 0, depth) * decodeSeconds(facts, parts, 1, depth));
}

/**
 * Tokens per second as a range. Seconds per token = fixed cost + for each device (active bytes + cache read) / rate; the prompt is
 * bound by arithmetic instead: two operations for each active parameter. What was measured on this machine (`factors`) takes the place
 * of the rates' uncertainty: from a half full context to an empty one.
 */
export function estimateSpeed(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  machine: HardwareProfile,
  budgets: Budgets,
  factors: SpeedFactors | null = null,
): Speed {
  const gpus = plannedGpus(plan, budgets);
  const parts = speedParts(facts, weights, plan, machine, budgets);
  const decode = (bound: 0 | 1): number => 1 / decodeSeconds(facts, parts, bound, contextShare[bound]);
  const prompt = (bound: 0 | 1): number =>
    1 / parts.reduce((sum, part) => sum + (2 * part.parameters) / part.operations[bound], 1e-5);
  if (factors !== null) {
    const typicalPrompt = Math.sqrt(prompt(0) * prompt(1));
    return {
      tokensPerSecond: [
        roundDown(typicalDecode(facts, parts, contextShare[0]) * factors.decodeBounds[0]),
        roundUp(typicalDecode(facts, parts, 0) * factors.decodeBounds[1]),
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
    promptTokensPerSecond: [round(prompt(0)), round(prompt(1))],
    basis: machine.memory.bandwidthBasis === "measured" && gpus.length === 0 ? "bandwidth" : "table",
  };
}

/** Two digits are all that such a figure is good for. */
function round(value: number): number {
  return Math.max(0.1, Number(value.toFixed(value >= 10 ? 0 : 1)));
}

/** A range around what was measured must still hold it when it is written in two digits. */
const roundDown = (value: number): number =>
  Math.max(0.1, value >= 10 ? Math.floor(value) : Math.floor(value * 10) / 10);
const roundUp = (value: number): number => Math.max(0.1, value >= 10 ? Math.ceil(value) : Math.ceil(value * 10) / 10);

/** The middle of a range on a scale of ratios. */
export function typicalSpeed(speed: Speed): number {
  return Math.sqrt(speed.tokensPerSecond[0] * speed.tokensPerSecond[1]);
}
