import type { ProjectorFacts } from "../../../src-shared/contract/index.ts";
import { bufferBytes } from "./graph/allocator.ts";
import { Graph } from "./graph/graph.ts";
import { schedule } from "./graph/schedule.ts";
import { type Tensor, float16Bytes, float32Bytes, newTensor } from "./graph/tensor.ts";

/** What an mmproj file adds to a plan when it is used, in bytes; all of it on one device. */
export interface ProjectorNeed {
  weightsBytes: number;
  computeBytes: number;
}

/** Colours of a picture. */
const channels = 3;
/** The places of tensors alternate from layer to layer; more than these add nothing to the peak. */
const layersBuilt = 4;

/** A layer of the encoder: `clip_graph::build_vit` and `build_attn` with flash attention, which is the default. */
function layer(g: Graph, facts: ProjectorFacts, input: Tensor): Tensor {
  const { embeddingLength: width, feedForwardLength: wide, headCount: heads, positions } = facts;
  const length = width / heads;
  const norm = (tensor: Tensor): Tensor => g.inPlace(g.inPlace(g.fresh(tensor.ne, tensor), weight), weight);
  const weight = g.weight(0, width);
  const linear = (tensor: Tensor, to: number): Tensor =>
    g.inPlace(g.multiply(g.weight(0, tensor.ne[0], to), tensor), g.weight(0, to));
  const headed = (tensor: Tensor): Tensor => g.reshape(linear(tensor, width), length, heads, positions);
  const normed = norm(input);
  const [queries, keys, values] = [headed(normed), headed(normed), headed(normed)];
  for (const tensor of [queries, keys, values]) g.expand(tensor);
  const half = (tensor: Tensor): Tensor => {
    const permuted = g.permute(tensor, 0, 2, 1, 3);
    return newTensor("fresh", float16Bytes, permuted.ne, [permuted]);
  };
  const attended = g.fresh([length, heads, positions], g.permute(queries, 0, 2, 1, 3), half(keys), half(values));
  const middle = g.add(linear(g.reshape(attended, width, positions), width), input);
  return g.add(linear(g.inPlace(linear(norm(middle), wide)), width), middle);
}

/**
 * Memory of an mmproj file that is used beside a model: its weights and the working memory of encoding the largest picture that
 * it takes, by the graph of tools/mtmd/clip.cpp.
 */
export function estimateProjector(facts: ProjectorFacts): ProjectorNeed {
  const { embeddingLength: width, positions, projectionLength } = facts;
  const g = new Graph();
  // The picture itself, as wide as a patch is: a patch is never wider than its embedding.
  const picture = g.input(float32Bytes, Math.min(width, channels * 256), positions);
  let stream = g.multiply(g.weight(0, picture.ne[0], width), picture);
  for (let i = 0; i < Math.min(layersBuilt, facts.blockCount); i++) stream = layer(g, facts, stream);
  const projected = g.multiply(g.weight(0, width, projectionLength), g.inPlace(stream));
  projected.output = true;
  g.expand(projected);
  const { steps, leafs } = schedule(g, 1, 1, false);
  const [computeBytes = 0] = bufferBytes(steps, leafs, 1);
  return { weightsBytes: facts.weightsBytes, computeBytes };
}
