import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { type Layout, layOut } from "./allocator.ts";
import { attention } from "./attention.ts";
import { GraphBuilder, type GraphSetting } from "./builder.ts";
import { expertFeedForward, feedForward } from "./feed-forward.ts";
import { laterGemmas } from "./gemma-later.ts";
import { type Stack, recurrentStack } from "./recurrent-models.ts";
import { latentAttention, unpackedLatentAttention } from "./latent-attention.ts";
import { endsLoop } from "./weights.ts";
import { schedule } from "./schedule.ts";
import { type Tensor, float32Bytes, int32Bytes } from "./tensor.ts";

/** `build_inp_embd`: rows of the embedding for tokens; the place for embeddings from elsewhere is reserved all the same. */
function embeddings(b: GraphBuilder): Tensor {
  const { batch } = b.setting;
  const width = b.facts.embeddingLength;
  // A picture's features come with more of them for the first layers, for which words have zeros.
  const wide = width * (1 + (b.facts.deepstackLayers ?? 0));
  const table = b.modelWeight("token_embd.weight", b.cpu) ?? b.weight(b.cpu, width, 1);
  const found = b.rows(table, b.input(int32Bytes, batch));
  const whole = wide > width ? b.fresh([wide, batch], found) : found;
  b.expand(whole);
  b.expand(b.input(float32Bytes, wide, batch));
  const rows = wide > width ? b.view(whole, [width, batch], [whole.nb[1]]) : whole;
  return b.style.scalesEmbeddings ? b.inPlace(rows) : rows;
}

/** The routed experts of a layer, with those that every token goes to. */
function experts(b: GraphBuilder, layer: number, input: Tensor, logits: Tensor | null): Tensor {
  const routed = expertFeedForward(b, layer, input, logits);
  if (!b.layerWeight(layer, "ffn_up_shexp.weight")) return routed;
  const gateWeight = b.layerWeight(layer, "ffn_gate_inp_shexp.weight");
  let gate: Tensor | null = null;
  if (gateWeight) {
    const logits = b.multiply(gateWeight, input);
    gate = b.inPlace(b.inPlace(logits), logits);
  }
  const shared = feedForward(b, layer, input, "_shexp");
  return b.add(routed, gate ? b.inPlace(shared, gate) : shared);
}

function feedForwardOf(b: GraphBuilder, layer: number, input: Tensor, logits: Tensor | null = null): Tensor {
  return b.layerWeight(layer, "ffn_gate_inp.weight") ? experts(b, layer, input, logits) : feedForward(b, layer, input);
}

function attentionOf(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  if (b.facts.mla) return latentAttention(b, layer, input);
  const unpacked = b.layerWeight(layer, "attn_kv_b.weight") !== null;
  return unpacked ? unpackedLatentAttention(b, layer, input) : attention(b, layer, input);
}

/** One layer; `last` keeps only the rows that are asked for. */
function layerOf(b: GraphBuilder, layer: number, input: Tensor, last: boolean): Tensor {
  const has = (name: string): boolean => b.layerWeight(layer, `${name}.weight`) !== null;
  // DBRX has another name for the norm before the feed-forward part.
  const feedForwardNorm = ["ffn_norm", "attn_output_norm"].find(has);
  let logits = b.style.routesFirst ? b.linear(input, layer, "ffn_gate_inp") : null;
  const normed = has("attn_norm") ? b.layerNorm(input, layer, "attn_norm") : input;
  let residual = input;
  let attended = attentionOf(b, layer, normed);
  let shared = normed;
  if (last && !b.style.rowsBeforeOutput) {
    attended = b.rows(attended, b.outputIds);
    residual = b.rows(residual, b.outputIds);
    if (logits) logits = b.rows(logits, b.outputIds);
    if (feedForwardNorm === undefined) shared = b.rows(shared, b.outputIds);
  }
  const postNorm = has("post_attention_norm");
  const parallel = feedForwardNorm === undefined && !postNorm && has("attn_norm");
  if (parallel) return parallelSum(b, layer, attended, residual, shared);
  // Where it has no other, the norm after attention is the one before the feed-forward part.
  const postIsPre = postNorm && feedForwardNorm === undefined && has("attn_norm");
  if (postNorm && !postIsPre) attended = b.layerNorm(attended, layer, "post_attention_norm");
  const middle = b.add(attended, residual);
  let inner = middle;
  if (postIsPre) inner = b.layerNorm(middle, layer, "post_attention_norm");
  else if (feedForwardNorm !== undefined) inner = b.layerNorm(middle, layer, feedForwardNorm);
  let result = feedForwardOf(b, layer, inner, logits);
  if (has("post_ffw_norm")) result = b.norm(result, b.layerWeight(layer, "post_ffw_norm.weight"), null);
  return b.style.residualFirst ? b.add(middle, result) : b.add(result, middle);
}

function parallelSum(b: GraphBuilder, layer: number, attended: Tensor, residual: Tensor, input: Tensor): Tensor {
  if (b.facts.architecture === "stablelm") {
    const middle = b.add(attended, residual);
    return b.add(feedForwardOf(b, layer, input), middle);
  }
  const fed = feedForwardOf(b, layer, input);
  switch (b.style.parallelSum) {
    case "feed-forward-first":
      return b.add(b.add(fed, attended), residual);
    case "residual-first":
      return b.add(b.add(fed, residual), attended);
    case "attention-first":
      return b.add(b.add(attended, fed), residual);
  }
}

/** All layers of a model with attention alone, and the norm before the output. */
const attentionStack: Stack = (b, layers, inputs) => {
  const { outputDevice } = b.setting;
  let current = inputs;
  const deepstack = b.facts.deepstackLayers ?? 0;
  layers.forEach((layer, i) => {
    current = layerOf(b, layer, current, i === layers.length - 1);
    if (endsLoop(b.facts, layer)) current = b.norm(current, b.modelWeight("output_norm.weight", outputDevice), null);
    if (layer < deepstack) current = b.add(current, b.view(inputs, inputs.ne, [inputs.nb[1]]));
  });
  if (b.style.rowsBeforeOutput) {
    current.output = b.style.keepsLastLayer;
    current = b.rows(current, b.outputIds);
  }
  const bias = b.modelWeight("output_norm.bias", outputDevice);
  return b.norm(current, b.modelWeight("output_norm.weight", outputDevice), bias);
};

/** Whether the model's layers can be built: those with attention alone by their tensors, recurrent ones by their family's rules. */
export function hasGraph(facts: ModelFacts): boolean {
  return facts.recurrentLayers === undefined || recurrentStack(facts.architecture) !== null;
}

/**
 * The graph of some layers of a model, as llama.cpp builds it for a batch.
 * Throws `UnknownGraph` where a model lacks tensors that its architecture is made of.
 */
export function buildGraph(facts: ModelFacts, setting: GraphSetting, layers: readonly number[]): GraphBuilder {
  const b = new GraphBuilder(facts, setting);
  const { outputDevice } = setting;
  const stack = laterGemmas.get(facts.architecture) ?? recurrentStack(facts.architecture) ?? attentionStack;
  let current = stack(b, layers, embeddings(b));
  current.output = true;
  if (b.style.scalesBeforeOutput) current = b.inPlace(current);
  const matrix = b.modelWeight("output.weight", outputDevice) ?? b.modelWeight("token_embd.weight", outputDevice);
  if (matrix) current = b.multiply(matrix, current);
  current.output = true;
  b.expand(current);
  return b;
}

/** The compute buffer of each device, by the graph that llama.cpp reserves them for. Throws as `buildGraph` does. */
export function graphLayout(facts: ModelFacts, setting: GraphSetting, layers: readonly number[]): Layout {
  const graph = buildGraph(facts, setting, layers);
  const { steps, leafs } = schedule(graph, setting.devices, setting.copies, setting.lends);
  return layOut(steps, leafs, setting.devices);
}
