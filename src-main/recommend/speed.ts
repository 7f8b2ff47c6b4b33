import type { Plan, Speed } from "../contract/fit.ts";
import type { Gpu, HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import type { Budgets } from "./budget.ts";
import { kvReadBytes } from "./kv-cache.ts";
import { type LayerRange, allLayers, splitLayers } from "./layer-split.ts";
import { plannedGpus } from "./memory.ts";
import type { VariantWeights } from "./weights.ts";

/** Low and high of a figure that only a measurement would pin down. */
type Range = readonly [low: number, high: number];

/** Share of the nominal bandwidth that decoding reaches, by published runs. */
const gpuEfficiency: Readonly<Record<Gpu["vendor"], Range>> = {
  nvidia: [0.6, 0.85],
  amd: [0.5, 0.75],
  apple: [0.5, 0.82],
  intel: [0.35, 0.6],
  other: [0.3, 0.6],
};
/** Experts are picked anew for every token, which costs locality. */
const expertEfficiency = 0.5;
/** Of nominal (computed) system bandwidth; a measured one is what a program really gets. */
const cpuEfficiency: Range = [0.55, 0.8];
const measuredCpuEfficiency: Range = [0.7, 0.95];
/** Weights that one CPU core takes in a second, bytes: the limit of machines with few cores. */
const coreBytesPerSecond: Range = [4.5e9, 10e9];
/** System memory of a computer of which nothing is known: two channels of DDR4-2666 to DDR5-5600. */
const assumedSystemBandwidth = 50e9;
const assumedGpuBandwidth = 200e9;
/** Fixed cost of a token: the graph is built, launched and sampled from. Decides below about 3B parameters. */
const tokenSeconds: Range = [0.004, 0.0015];

/** Bandwidth of Apple's chips in bytes per second, from Apple's own pages. */
const appleBandwidth: readonly (readonly [pattern: RegExp, gigabytes: number])[] = [
  [/\bM1 Ultra/i, 800], [/\bM1 Max/i, 400], [/\bM1 Pro/i, 200], [/\bM1\b/i, 68],
  [/\bM2 Ultra/i, 800], [/\bM2 Max/i, 400], [/\bM2 Pro/i, 200], [/\bM2\b/i, 100],
  [/\bM3 Ultra/i, 800], [/\bM3 Max/i, 400], [/\bM3 Pro/i, 150], [/\bM3\b/i, 100],
  [/\bM4 Max/i, 546], [/\bM4 Pro/i, 273], [/\bM4\b/i, 120],
  [/\bM5 Max/i, 614], [/\bM5 Pro/i, 307], [/\bM5\b/i, 153],
]; // prettier-ignore

function appleChipBandwidth(machine: HardwareProfile): number | null {
  const chip = machine.appleSilicon?.chip;
  if (chip === undefined) return null;
  const known = appleBandwidth.find(([pattern]) => pattern.test(chip));
  return known ? known[1] * 1e9 : null;
}

/** Bytes per second that decoding on the CPU gets, low and high. */
function cpuRate(machine: HardwareProfile): Range {
  const nominal = machine.memory.bandwidthBytesPerSecond ?? appleChipBandwidth(machine) ?? assumedSystemBandwidth;
  const efficiency = machine.memory.bandwidthBasis === "measured" ? measuredCpuEfficiency : cpuEfficiency;
  const cores = machine.cpu.usableCores;
  return [
    Math.min(nominal * efficiency[0], cores * coreBytesPerSecond[0]),
    Math.min(nominal * efficiency[1], cores * coreBytesPerSecond[1]),
  ];
}

function gpuRate(gpu: Gpu, machine: HardwareProfile): Range {
  const shared = gpu.unified ? (appleChipBandwidth(machine) ?? machine.memory.bandwidthBytesPerSecond) : null;
  const nominal = gpu.bandwidthBytesPerSecond ?? shared ?? (gpu.unified ? assumedSystemBandwidth : assumedGpuBandwidth);
  const efficiency = gpuEfficiency[gpu.vendor];
  return [nominal * efficiency[0], nominal * efficiency[1]];
}

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
  bytes: number;
  parameters: number;
  decode: Range;
  operations: Range;
}

function partOf(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  range: LayerRange,
  device: "cpu" | "gpu",
): Pick<Part, "bytes" | "parameters"> {
  const { decode } = weights;
  const sums = device === "cpu" ? decode.cpuLayers : decode.gpuLayers;
  const layers = (sums[range.to] ?? 0) - (sums[range.from] ?? 0);
  const cost = layers + (range.output ? (device === "cpu" ? decode.cpuOutput : decode.gpuOutput) : 0);
  const share = (range.to - range.from + (range.output ? 1 : 0)) / allLayers(facts.blockCount);
  return {
    bytes: cost + kvReadBytes(facts, plan, range.from, range.to),
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

/**
 * Tokens per second as a range. Seconds per token = fixed cost + for each device (active bytes + cache read) / rate; the prompt is
 * bound by arithmetic instead: two operations for each active parameter.
 */
export function estimateSpeed(
  facts: ModelFacts,
  weights: VariantWeights,
  plan: Plan,
  machine: HardwareProfile,
  budgets: Budgets,
): Speed {
  const gpus = plannedGpus(plan, budgets);
  const split = splitLayers(facts.blockCount, plan.gpuLayers, gpus);
  const cores = plan.threads;
  const parts: Part[] = [
    {
      ...partOf(facts, weights, plan, split.cpu, "cpu"),
      decode: cpuRate(machine),
      operations: [cores * coreOperations[0], cores * coreOperations[1]],
    },
  ];
  gpus.forEach(({ gpu }, i) => {
    const rate = gpuRate(gpu, machine);
    const nominal = rate[1] / gpuEfficiency[gpu.vendor][1];
    const perByte = gpuOperationsPerByte[gpu.vendor];
    parts.push({
      ...partOf(facts, weights, plan, split.gpus[i] ?? { from: 0, to: 0, output: false }, "gpu"),
      decode: rate,
      operations: [nominal * perByte[0], nominal * perByte[1]],
    });
  });
  const experts = facts.experts ? expertEfficiency : 1;
  const decode = (bound: 0 | 1): number =>
    1 / parts.reduce((sum, part) => sum + part.bytes / (part.decode[bound] * experts), tokenSeconds[bound]);
  const prompt = (bound: 0 | 1): number =>
    1 / parts.reduce((sum, part) => sum + (2 * part.parameters) / part.operations[bound], 1e-5);
  return {
    tokensPerSecond: [round(decode(0)), round(decode(1))],
    promptTokensPerSecond: [round(prompt(0)), round(prompt(1))],
    basis: machine.memory.bandwidthBasis === "measured" && gpus.length === 0 ? "bandwidth" : "table",
  };
}

/** Two digits are all that such a figure is good for. */
function round(value: number): number {
  const digits = value >= 100 ? 0 : value >= 10 ? 0 : 1;
  return Math.max(0.1, Number(value.toFixed(digits)));
}

/** The middle of a range on a scale of ratios. */
export function typicalSpeed(speed: Speed): number {
  return Math.sqrt(speed.tokensPerSecond[0] * speed.tokensPerSecond[1]);
}
