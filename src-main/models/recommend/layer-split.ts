import type { GpuBudget } from "./budget.ts";

/** What one device holds: the layers `from` up to and without `to`, and perhaps the output. */
export interface LayerRange {
  from: number;
  to: number;
  output: boolean;
}

export interface LayerSplit {
  cpu: LayerRange;
  gpus: LayerRange[];
  /** Of the layers on GPUs, those whose experts stay on the CPU. */
  cpuExperts: { from: number; to: number };
}

/** Layers of the model and the output, which counts as one. */
export function allLayers(blockCount: number): number {
  return blockCount + 1;
}

/**
 * Which layers go where, as `llama_model::load_tensors` does: the last ones go to the GPUs, the output being the very last, and
 * several GPUs get shares in proportion to their free memory. `cpuExpertLayers` counts from the first layer on a GPU.
 */
export function splitLayers(
  blockCount: number,
  gpuLayers: number,
  gpus: readonly Pick<GpuBudget, "freeBytes">[],
  cpuExpertLayers = 0,
): LayerSplit {
  const total = allLayers(blockCount);
  const offloaded = gpus.length === 0 ? 0 : Math.min(gpuLayers, total);
  const start = total - offloaded;
  // In single precision, as the engine sums and divides: where shares are equal, a layer's place falls on their very ends.
  const single = Math.fround;
  const free = gpus.reduce((sum, gpu) => single(sum + single(gpu.freeBytes)), 0);
  const cpu = { from: 0, to: Math.min(start, blockCount), output: offloaded === 0 };
  const ranges: LayerRange[] = [];
  let cumulative = 0;
  let next = start;
  gpus.forEach((gpu, i) => {
    cumulative = single(cumulative + single(free > 0 ? gpu.freeBytes : 1));
    const share = single(cumulative / (free > 0 ? free : gpus.length));
    const from = next;
    // A layer goes to the first device whose share ends beyond the layer's place (std::upper_bound).
    if (i === gpus.length - 1) next = total;
    else while (next < total && single((next - start) / offloaded) < share) next++;
    ranges.push({
      from: Math.min(from, blockCount),
      to: Math.min(next, blockCount),
      output: offloaded > 0 && from < total && next === total,
    });
  });
  const cpuExperts = { from: cpu.to, to: gpus.length === 0 ? cpu.to : Math.min(cpu.to + cpuExpertLayers, blockCount) };
  return { cpu, gpus: ranges, cpuExperts };
}
