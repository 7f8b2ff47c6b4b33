import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { type Range, gpuBandwidth } from "./bandwidth.ts";
import { cpuPromptCost } from "./decode-cost.ts";
import type { VariantWeights } from "./weights.ts";

/**
 * Operations per second that processing a prompt gets. Of a CPU core, before what types cost (`decode-cost.ts`); the reference there is
 * 10^11.
 */
const coreOperations: readonly (readonly [
  holds: (sets: readonly string[], machine: HardwareProfile) => boolean,
  operations: Range,
])[] = [
  [(_, { appleSilicon }) => appleSilicon !== null, [40e9, 120e9]],
  [(sets) => sets.includes("avx512f"), [65e9, 165e9]],
  [(sets, { arch }) => arch === "x64" && (sets.length === 0 || sets.includes("avx2")), [45e9, 130e9]],
  [(sets, { arch }) => arch === "arm64" && (sets.length === 0 || sets.includes("i8mm")), [35e9, 110e9]],
  [() => true, [8e9, 28e9]],
];
/** Of a GPU for each byte of its bandwidth, by the same published runs as `gpuEfficiency`; NVIDIA's by generation. */
const gpuOperationsPerByte: Readonly<Record<Gpu["vendor"], Range>> = {
  nvidia: [45, 150],
  amd: [20, 70],
  apple: [15, 32],
  intel: [8, 30],
  other: [8, 30],
};
const nvidiaOperationsPerByte: readonly (readonly [RegExp, Range])[] = [
  [/GTX 1[06]|\bP40\b|\bTITAN Xp\b/i, [14, 34]],
  [/RTX 20|\bT4\b|V100|Quadro RTX/i, [35, 80]],
  [/RTX 30|\bA\d0+\b|A6000|\bA10G?\b/i, [55, 110]],
  [/RTX [45]0|\bL4\b|\bL40/i, [85, 190]],
  // So much bandwidth that small matrices wait for their launch: an H200 through Vulkan reached 14 (1B), 15 (Gemma 3 4B) and 29 (8B).
  [/\b(?:[HB][123]00|GH200|GB[23]00|H20)\b/i, [12, 70]],
];

/** Operations a second that a GPU gets done of a prompt, low and high. */
export function gpuOperations(gpu: Gpu, machine: HardwareProfile): Range {
  const known = gpu.vendor === "nvidia" ? nvidiaOperationsPerByte.find(([name]) => name.test(gpu.name)) : undefined;
  const perByte = known?.[1] ?? gpuOperationsPerByte[gpu.vendor];
  const nominal = gpuBandwidth(gpu, machine);
  return [nominal * perByte[0], nominal * perByte[1]];
}

/**
 * For a batch of this many tokens llama.cpp copies the weights that stay with the processor to the card, and multiplies
 * there (`offload_op`).
 */
const leastLentTokens = 32;
/** Bytes a second of such a copy, out of memory that may be paged: 5e9 for an H200 on PCIe 5, with 8B of Q4_K_M and of Q8_0. */
const lentBytesPerSecond: Range = [3e9, 12e9];

/**
 * Seconds for a token of a prompt whose weights are copied to a card for each batch and multiplied there. Null where
 * the batches are too short for it.
 */
export function lentSeconds(bytes: number, batchTokens: number, operations: number, card: Range): Range | null {
  if (batchTokens < leastLentTokens) return null;
  const seconds = (bound: 0 | 1): number => bytes / batchTokens / lentBytesPerSecond[bound] + operations / card[bound];
  return [seconds(0), seconds(1)];
}

/** By the types that are the same for all files of a label. */
const promptCosts = new WeakMap<readonly string[], number>();

/** What a prompt's arithmetic costs on a CPU by the types of the layers' matrices, on average over their numbers. */
export function promptCost(weights: VariantWeights): number {
  let cost = promptCosts.get(weights.types);
  if (cost === undefined) {
    let [numbers, sum] = [0, 0];
    weights.slots.forEach(({ place, multiplied, elements, headerType }, i) => {
      if (place !== "layer" || !multiplied) return;
      numbers += elements;
      sum += elements * cpuPromptCost(weights.types[i] ?? headerType);
    });
    cost = numbers > 0 ? sum / numbers : 1;
    promptCosts.set(weights.types, cost);
  }
  return cost;
}

/** Operations a second that one core gets done of a prompt, before what the types cost. */
export function coreOperationsOf(machine: HardwareProfile): Range {
  const sets = machine.cpu.instructionSets;
  return coreOperations.find(([holds]) => holds(sets, machine))?.[1] ?? [8e9, 28e9];
}
