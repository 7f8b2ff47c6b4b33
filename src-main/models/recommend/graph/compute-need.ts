import type { ModelFacts, Plan } from "../../../../src-shared/contract/index.ts";
import { onceByShape } from "../alike-models.ts";
import { contextPaddingTokens, kvElementBytes, paddedContext, slidingCells } from "../kv-cache.ts";
import type { LayerSplit } from "../layer-split.ts";
import type { Layout } from "./allocator.ts";
import type { GraphSetting } from "./builder.ts";
import { cacheOwner } from "./cache-owner.ts";
import { layersToBuild } from "./layers-to-build.ts";
import { usualLendFromTokens } from "./lending.ts";
import { graphLayout } from "./model-graph.ts";
import { modelTensors } from "./weights.ts";

/** llama.cpp overlaps batches over several GPUs, with this many copies of what crosses from one to the next. */
const pipelineCopies = 4;

export interface ComputeNeed {
  cpuBytes: number;
  /** For each GPU, in the order of the split. */
  gpuBytes: number[];
}

export type ComputePlan = Pick<
  Plan,
  "contextTokens" | "kvType" | "batchTokens" | "flashAttention" | "backend" | "sequences"
>;

function settingOf(facts: ModelFacts, plan: ComputePlan, split: LayerSplit): GraphSetting {
  const cpu = split.gpus.length;
  const places = new Array<number>(facts.blockCount).fill(cpu);
  split.gpus.forEach(({ from, to }, gpu) => places.fill(gpu, from, to));
  // Layers that are gone through several times have their weights where the first time has them, and a cache for each.
  const once = facts.blockCount / (facts.loops ?? 1);
  const layerDevices = places.map((place, layer) => places[layer % once] ?? place);
  const { cpuExperts } = split;
  const expertDevices = layerDevices.slice();
  const expertsElsewhere = facts.experts !== null && cpuExperts.to > cpuExperts.from;
  if (expertsElsewhere) expertDevices.fill(cpu, cpuExperts.from, cpuExperts.to);
  const sharesCaches = facts.recurrentLayers === undefined && facts.kvHeadCounts.includes(0);
  const cacheDevices = sharesCaches
    ? layerDevices.map((device, layer) => layerDevices[cacheOwner(facts, layer)] ?? device)
    : places;
  const output = split.gpus.findIndex((range) => range.output);
  const onGpus = !split.cpu.output && split.cpu.to === split.cpu.from;
  const { sequences } = plan;
  const outputs = Math.min(plan.batchTokens, plan.contextTokens * sequences);
  const batch = Math.ceil(outputs / sequences) * sequences;
  const lends = (plan.backend === "cuda" || plan.backend === "vulkan") && batch >= usualLendFromTokens;
  return {
    batch,
    outputs,
    sequences,
    cells: paddedContext(plan.contextTokens),
    slidingCells: slidingCells(facts, plan),
    flashAttention: plan.flashAttention,
    quantizedCache: plan.kvType !== "f16",
    cacheElementBytes: kvElementBytes(plan.kvType),
    // Batches are not overlapped where single tensors were put elsewhere.
    copies: cpu > 1 && onGpus && !expertsElsewhere ? pipelineCopies : 1,
    lends: cpu > 0 && lends && (expertsElsewhere || !onGpus),
    devices: cpu + 1,
    layerDevices,
    expertDevices,
    cacheDevices,
    outputDevice: output < 0 ? cpu : output,
  };
}

/** A layout that was worked out, and for how many cells. */
interface Sample extends Layout {
  cells: number;
}

/** For all that is the same but for the cells, with fewest cells first. */
const knownSamples = onceByShape(() => new Map<string, Sample[]>());

/** A plan is searched by asking for many splits that differ in nothing but how many layers repeat. */
function bytesFor(facts: ModelFacts, setting: GraphSetting): readonly number[] {
  const { layers, key } = layersToBuild(modelTensors(facts), setting, facts.recurrentLayers !== undefined);
  const { outputs, sequences, cells, slidingCells: window, flashAttention, cacheElementBytes, copies, lends } = setting;
  const scalars = [
    outputs,
    sequences,
    // A window grows with the context until it is full.
    window === cells ? -1 : window,
    flashAttention,
    cacheElementBytes,
    copies,
    lends,
    setting.devices,
  ];
  const whole = `${scalars.join(" ")} ${String(setting.outputDevice)} | ${key}`;
  const known = knownSamples(facts);
  let samples = known.get(whole);
  if (!samples) known.set(whole, (samples = []));
  const after = samples.findIndex((sample) => sample.cells >= cells);
  const above = samples[after];
  if (above?.cells === cells) return above.bytes;
  const below = after < 0 ? undefined : samples[after - 1];
  if (below && above?.trace === below.trace) return between(below, above, cells);
  const sample = { ...graphLayout(facts, setting, layers), cells };
  samples.splice(after < 0 ? samples.length : after, 0, sample);
  return sample.bytes;
}

/**
 * Every size and place is a number of bytes plus a number of bytes for each cell. A comparison of two such figures that
 * comes out the same for fewer and for more cells does so for all in between; where all of them do, and the same place
 * reaches farthest, the layout is the same and its size is on the line between the two.
 */
function between(below: Sample, above: Sample, cells: number): number[] {
  const steps = (above.cells - below.cells) / contextPaddingTokens;
  const step = (cells - below.cells) / contextPaddingTokens;
  return below.bytes.map((bytes, device) => bytes + (((above.bytes[device] ?? bytes) - bytes) / steps) * step);
}

/** Compute buffers by device for a split of the layers. `largestMatrixBytes`: the room that a matrix lent to a GPU takes there. */
export function computeByGraph(
  facts: ModelFacts,
  plan: ComputePlan,
  split: LayerSplit,
  largestMatrixBytes: number,
): ComputeNeed {
  const setting = settingOf(facts, plan, split);
  const bytes = bytesFor(facts, setting);
  const cpu = split.gpus.length;
  const gpuBytes = bytes.slice(0, cpu);
  if (setting.lends) gpuBytes[0] = (gpuBytes[0] ?? 0) + largestMatrixBytes;
  return { cpuBytes: bytes[cpu] ?? 0, gpuBytes };
}
