import type {
  CacheLine,
  FitArithmetic,
  HardwareProfile,
  LimitLine,
  ModelFacts,
  Plan,
  SpeedLine,
} from "../../../src-shared/contract/index.ts";
import { ggmlTypes } from "../../ground/core/index.ts";
import { gpuBandwidth } from "./bandwidth.ts";
import { type Budgets, budgetsOf, gpuReserveBytes } from "./budget.ts";
import { type VariantFitInput, weightsOf } from "./assess-variant.ts";
import { kvBytes, kvElementBytes, paddedContext, slidingCells } from "./kv-cache.ts";
import { plannedGpus } from "./memory.ts";
import { choosePlan } from "./plan.ts";
import { type Part, averageCost, readSeconds, speedParts, startSeconds } from "./speed.ts";
import type { VariantWeights } from "./weights.ts";

/**
 * The lines behind a fit, from the same functions that the fit is made of. Apart from the fit itself, which is
 * worked out for hundreds of variants at a time and read by line for one.
 */
export function explainFit(input: VariantFitInput): FitArithmetic {
  const { facts, machine, request, defaults } = input;
  const budgets = budgetsOf(machine, defaults.memoryReserveBytes);
  const weights = weightsOf(input);
  const { plan, memory } = choosePlan({ facts, weights, machine, budgets }, request, defaults);
  const sharedBytes = plannedGpus(plan, budgets).reduce(
    (sum, { shared }, i) => sum + (shared ? (memory.devices[i + 1]?.needBytes ?? 0) : 0),
    0,
  );
  const parts = speedParts(facts, weights, plan, machine, budgets);
  return {
    weights: weightsByType(weights),
    cache: cacheLines(facts, plan),
    speed: speedLines(parts, weights, plan, machine, budgets),
    tokenSeconds: [startSeconds(parts, 0), startSeconds(parts, 1)],
    limits: limitLines(memory.devices, plan, budgets, sharedBytes),
  };
}

/** Bytes of the variant's tensors by their type, scaled as the weights are to the file's real size. */
function weightsByType(weights: VariantWeights): FitArithmetic["weights"] {
  const byType = new Map<string, number>();
  weights.slots.forEach((slot, i) => {
    const type = weights.types[i] ?? slot.headerType;
    const size = ggmlTypes[type];
    if (!size) return;
    const bytes = Math.ceil(slot.rowElements / size.blockElements) * size.blockBytes * slot.rows;
    byType.set(type, (byType.get(type) ?? 0) + bytes * (slot.quantizable ? weights.scale : 1));
  });
  return [...byType].map(([type, bytes]) => ({ type, bytes: Math.round(bytes) })).sort((a, b) => b.bytes - a.bytes);
}

/** Layers of like cache as one line each, in the order in which they first come. */
function cacheLines(facts: ModelFacts, plan: Plan): CacheLine[] {
  const bytesPerNumber = kvElementBytes(plan.kvType);
  const lines = new Map<string, CacheLine>();
  for (let layer = 0; layer < facts.blockCount; layer++) {
    const bytes = kvBytes(facts, plan, layer, layer + 1);
    if (bytes === 0) continue;
    const sliding = facts.slidingWindowTokens !== null && (facts.slidingPattern?.[layer] ?? false);
    const key = `${String(bytes)} ${String(sliding)}`;
    const alike = lines.get(key);
    if (alike) {
      alike.layers++;
      alike.bytes += bytes;
      continue;
    }
    const cells = sliding ? slidingCells(facts, plan) : paddedContext(plan.contextTokens);
    const numbersPerToken = bytes / (cells * bytesPerNumber);
    lines.set(key, {
      layers: 1,
      heads: headsOf(facts, layer, sliding, numbersPerToken),
      numbersPerToken,
      cells,
      sliding,
      bytesPerNumber,
      bytes,
    });
  }
  return [...lines.values()];
}

/** Heads and their lengths where they are what the layer keeps: a compressed or padded cache keeps something else. */
function headsOf(facts: ModelFacts, layer: number, sliding: boolean, numbers: number): CacheLine["heads"] {
  const count = facts.kvHeadCounts[layer] ?? 0;
  const keyLength = (sliding ? facts.slidingKeyLength : undefined) ?? facts.keyLength;
  const valueLength = (sliding ? facts.slidingValueLength : undefined) ?? facts.valueLength;
  return count * (keyLength + valueLength) === numbers ? { count, keyLength, valueLength } : null;
}

function speedLines(
  parts: readonly Part[],
  weights: VariantWeights,
  plan: Plan,
  machine: HardwareProfile,
  budgets: Budgets,
): SpeedLine[] {
  const gpus = plannedGpus(plan, budgets);
  return parts.flatMap((part, i): SpeedLine[] => {
    const gpu = gpus[i - 1]?.gpu;
    if (part.bytes[0] <= 0) return [];
    // In the order in which they are stored.
    const weightsBytes = part.weightsCost / averageCost(weights, gpu ? "gpu" : "cpu");
    const readBytes: [number, number] = [
      weightsBytes + part.bytes[0] - part.weightsCost,
      weightsBytes + part.bytes[1] - part.weightsCost,
    ];
    return [
      {
        device: gpu?.name ?? "CPU",
        readBytes,
        // What unpacking them costs makes it slower.
        bytesPerSecond: [
          readBytes[0] / readSeconds(part, 0, part.depths[0]),
          readBytes[1] / readSeconds(part, 1, part.depths[1]),
        ],
        bandwidthBytesPerSecond: gpu ? gpuBandwidth(gpu, machine) : machine.memory.bandwidthBytesPerSecond,
      },
    ];
  });
}

function limitLines(
  devices: readonly { name: string; budgetBytes: number }[],
  plan: Plan,
  budgets: Budgets,
  sharedBytes: number,
): LimitLine[] {
  const gpus = plannedGpus(plan, budgets);
  return devices.map(({ name, budgetBytes }, i) => {
    const gpu = gpus[i - 1];
    return gpu
      ? { device: name, freeBytes: gpu.freeBytes, reserveBytes: gpuReserveBytes, sharedBytes: 0, budgetBytes }
      : {
          device: name,
          freeBytes: budgets.systemFreeBytes,
          reserveBytes: budgets.systemReserveBytes,
          sharedBytes,
          budgetBytes,
        };
  });
}
