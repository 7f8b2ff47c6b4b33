import type { ModelFacts, Plan } from "../../../../src-shared/contract/index.ts";
import { onceByShape } from "../alike-models.ts";
import { UnknownGraph } from "./builder.ts";
import { layersToBuild } from "./layers-to-build.ts";
import { buildGraph, hasGraph } from "./model-graph.ts";
import { modelTensors } from "./weights.ts";

/** From this many tokens on a GPU takes over products of the CPU, as llama.cpp comes (`op_offload_min_batch_size`). */
export const usualLendFromTokens = 32;

/**
 * Rows of the largest operation by which one token meets weights. An operation that works head by head (the norm of queries, Mamba's
 * step) has a row for each head, where a product has one for each token.
 */
const rowsOfOneToken = onceByShape((facts) => {
  // Where the graph is not known, no operation of the models that are has more rows than heads.
  const careful = Math.max(1, ...facts.headCounts);
  if (!hasGraph(facts)) return careful;
  const onCpu = new Array<number>(facts.blockCount).fill(0);
  const setting = {
    ...{ batch: 1, outputs: 1, sequences: 1, cells: 256, slidingCells: 256, flashAttention: true },
    ...{ quantizedCache: false, cacheElementBytes: 2, copies: 1, lends: false, devices: 1, outputDevice: 0 },
    ...{ layerDevices: onCpu, expertDevices: onCpu, cacheDevices: onCpu },
  };
  try {
    const { layers } = layersToBuild(modelTensors(facts), setting);
    const { nodes } = buildGraph(facts, setting, layers);
    return nodes
      .filter((node) => node.op !== "view" && node.followsWeights && node.lendable)
      .filter(({ src }) => src.some(({ weight }) => weight))
      .reduce((most, { ne }) => Math.max(most, ne[1]), 1);
  } catch (error) {
    if (error instanceof UnknownGraph) return careful;
    throw error;
  }
});

/**
 * From how many tokens a batch has on a GPU may do work of layers that are on the CPU (`GGML_OP_OFFLOAD_MIN_BATCH`). llama.cpp counts the
 * rows of an operation as its tokens, so that with 32 of them every token of an answer goes to the GPU and back in each such layer:
 * Qwen3-30B-A3B with half of its layers on an H200 took 49 ms a token so, and 25 ms from 33 on; Granite 4 H Tiny 37 and 19.
 * CUDA counts the rows of all answers of a batch together.
 */
export function lendFromTokens(facts: ModelFacts, { backend, sequences }: Pick<Plan, "backend" | "sequences">): number {
  const rows = rowsOfOneToken(facts) * (backend === "cuda" ? sequences : 1);
  return Math.max(usualLendFromTokens, rows + 1);
}
