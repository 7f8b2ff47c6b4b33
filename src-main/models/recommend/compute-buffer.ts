import type { ModelFacts } from "../../../src-shared/contract/index.ts";
import { isKnownArchitecture } from "../../ground/core/index.ts";
import { carefulCompute } from "./careful-compute.ts";
import { type ComputeNeed, type ComputePlan, computeByGraph } from "./graph/compute-need.ts";
import { UnknownGraph } from "./graph/builder.ts";
import { hasGraph } from "./graph/model-graph.ts";
import type { LayerSplit } from "./layer-split.ts";

const larger = (a: ComputeNeed, b: ComputeNeed): ComputeNeed => ({
  cpuBytes: Math.max(a.cpuBytes, b.cpuBytes),
  gpuBytes: a.gpuBytes.map((bytes, i) => Math.max(bytes, b.gpuBytes[i] ?? 0)),
});

/**
 * Working memory of the engine's worst graph by device, in bytes, for a split of the layers: a whole batch whose every token wants
 * logits, which is what node-llama-cpp reserves. The graph is built as the engine builds it (`graph/`). Where that is not known,
 * for an unchecked architecture or a file without a tensor that its architecture has, the larger of two estimates
 * counts. With CUDA and Vulkan the first GPU also does the large products of the layers and experts that stayed on the CPU, for
 * which their matrices are copied to it one by one: `largestMatrixBytes`.
 */
export function computeNeed(
  facts: ModelFacts,
  plan: ComputePlan,
  split: LayerSplit,
  largestMatrixBytes: number,
): ComputeNeed {
  const careful = (): ComputeNeed => carefulCompute(facts, plan, split, largestMatrixBytes);
  if (!hasGraph(facts)) return careful();
  try {
    const built = computeByGraph(facts, plan, split, largestMatrixBytes);
    return isKnownArchitecture(facts.architecture) ? built : larger(built, careful());
  } catch (error) {
    if (error instanceof UnknownGraph) return careful();
    throw error;
  }
}
