import { attention } from "./attention.ts";
import type { GraphBuilder } from "./builder.ts";
import { expertFeedForward, feedForward } from "./feed-forward.ts";
import type { Stack } from "./recurrent-models.ts";
import { type Tensor, float32Bytes, int32Bytes, newTensor } from "./tensor.ts";

/** Gemma 3n and Gemma 4, which have embeddings for each layer: src/models/gemma3n.cpp and gemma4.cpp. */

const weightOf = (b: GraphBuilder, layer: number, name: string): Tensor | null =>
  b.layerWeight(layer, `${name}.weight`);

/** One matrix of several that are stored one after another: `ggml_view_2d_slice`. */
const slice = (b: GraphBuilder, of: Tensor): Tensor => b.view(of, [of.ne[0], of.ne[1]]);

/** The rows that each layer adds, looked up for every token and mixed with a projection of the embeddings. */
function perLayerInputs(b: GraphBuilder, embeddings: Tensor): Tensor | null {
  const { batch } = b.setting;
  const table = b.modelWeight("per_layer_token_embd.weight", b.cpu);
  const first = b.setting.layerDevices[0] ?? b.cpu;
  const projection = b.modelWeight("per_layer_model_proj.weight", first);
  const scale = b.modelWeight("per_layer_proj_norm.weight", first);
  if (!table || !projection || !scale) return null;
  const width = scale.ne[0];
  const layers = table.ne[0] / width;
  const rows = b.inPlace(b.reshape(b.rows(table, b.input(int32Bytes, batch)), width, layers, batch));
  b.expand(rows);
  const projected = b.reshape(b.inPlace(b.multiply(projection, embeddings)), width, layers, batch);
  const mixed = b.inPlace(b.add(b.norm(projected, scale, null), rows));
  return b.contiguous(b.permute(mixed, 0, 2, 1, 3));
}

/** A layer's own inputs, gated by what came out of it. */
function addPerLayerInput(b: GraphBuilder, layer: number, gated: Tensor, inputs: Tensor): Tensor {
  const gate = b.inPlace(b.linear(gated, layer, "inp_gate"));
  const projected = b.linear(b.inPlace(gate, slice(b, inputs)), layer, "proj");
  return b.layerNorm(projected, layer, "post_norm");
}

/** Length of each row. */
function magnitude(b: GraphBuilder, of: Tensor): Tensor {
  return b.inPlace(newTensor("fresh", float32Bytes, [1, of.ne[1], of.ne[2]], [b.inPlace(of)]));
}

/** The router of the alternating updates, one number for each of the streams. */
function modalities(b: GraphBuilder, layer: number, of: Tensor): Tensor {
  return b.inPlace(b.linear(b.inPlace(b.layerNorm(of, layer, "altup_router_norm")), layer, "altup_router"));
}

function predict(b: GraphBuilder, layer: number, streams: Tensor): Tensor {
  const [width, tokens, count] = streams.ne;
  const coefficients = b.linear(modalities(b, layer, slice(b, streams)), layer, "altup_predict_coef");
  const shaped = b.reshape(coefficients, count, count, tokens);
  const turned = b.contiguous(b.permute(streams, 1, 2, 0, 3));
  const mixed = b.fresh([width, count, tokens], turned, shaped);
  return b.add(b.contiguous(b.permute(mixed, 0, 2, 1, 3)), streams);
}

function correct(b: GraphBuilder, layer: number, predictions: Tensor, activated: Tensor): Tensor {
  const [width, tokens, count] = predictions.ne;
  const chances = modalities(b, layer, activated);
  const innovation = b.inPlace(activated, slice(b, predictions));
  const coefficients = b.inPlace(b.linear(chances, layer, "altup_correct_coef"));
  const turned = b.contiguous(b.permute(coefficients, 1, 0, 2, 3), [1, tokens, count]);
  const spread = b.fresh([width, tokens, count], innovation);
  return b.add(b.inPlace(spread, turned), predictions);
}

function gemma3nFeedForward(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  const up = b.linear(input, layer, "ffn_up");
  let gate = b.linear(input, layer, "ffn_gate");
  if (b.style.keepsStrongest(layer)) {
    const narrow = [1, gate.ne[1]] as const;
    const mean = b.fresh(narrow, gate);
    const deviations = b.inPlace(b.inPlace(gate, mean));
    const spread = b.inPlace(b.inPlace(b.fresh(narrow, deviations)));
    gate = b.inPlace(b.inPlace(gate, b.add(mean, b.inPlace(spread))));
  }
  return b.linear(b.inPlace(up, b.inPlace(gate)), layer, "ffn_down");
}

function gemma3nLayer(b: GraphBuilder, layer: number, streams: Tensor, inputs: Tensor): Tensor {
  const predictions = predict(b, layer, streams);
  const active = slice(b, predictions);
  const normed = b.layerNorm(active, layer, "attn_norm");
  const low = b.linear(b.linear(normed, layer, "laurel_l"), layer, "laurel_r");
  const laurel = b.add(b.layerNorm(low, layer, "laurel_post_norm"), normed);
  const attended = b.layerNorm(attention(b, layer, normed), layer, "post_attention_norm");
  const middle = b.inPlace(b.add(b.add(attended, active), laurel));
  const fed = gemma3nFeedForward(b, layer, b.layerNorm(middle, layer, "ffn_norm"));
  const gated = b.add(b.norm(fed, weightOf(b, layer, "post_ffw_norm"), null), middle);
  const corrected = correct(b, layer, predictions, gated);
  const scale = weightOf(b, layer, "altup_correct_scale");
  const first = scale ? b.inPlace(slice(b, corrected), scale) : slice(b, corrected);
  const added = addPerLayerInput(b, layer, first, inputs);
  const [width, tokens, count] = corrected.ne;
  const rest = b.view(corrected, [width, tokens, count - 1]);
  const summed = b.add(rest, added);
  return b.fresh(corrected.ne, slice(b, corrected), summed);
}

/** Gemma 3n: several streams side by side, of which one is computed and the others are predicted and corrected. */
function gemma3n(b: GraphBuilder, layers: readonly number[], embeddings: Tensor): Tensor {
  const { outputDevice } = b.setting;
  const inputs = perLayerInputs(b, embeddings);
  const spread = b.modelWeight("altup_proj.weight", outputDevice);
  const gather = b.modelWeight("altup_unembd_proj.weight", outputDevice);
  if (!inputs || !spread || !gather) return embeddings;
  const [width, tokens] = embeddings.ne;
  const others = spread.ne[2];
  const target = magnitude(b, embeddings);
  const added = b.multiply(spread, b.fresh([width, tokens, others], embeddings));
  const level = magnitude(b, added);
  let streams = b.fresh([width, tokens, others + 1], embeddings, b.inPlace(b.inPlace(added, target), level));
  for (const layer of layers) streams = gemma3nLayer(b, layer, streams, inputs);
  const aim = magnitude(b, slice(b, streams));
  const back = b.multiply(gather, b.view(streams, [width, tokens, others]));
  const reached = magnitude(b, back);
  const scaled = b.inPlace(b.inPlace(back, aim), reached);
  let result = slice(b, streams);
  for (let i = 0; i < others; i++) result = b.add(result, slice(b, scaled));
  result = b.rows(b.inPlace(result), b.outputIds);
  return b.norm(result, b.modelWeight("output_norm.weight", outputDevice), null);
}

/** The dense part and the experts of a layer read the same stream, each with its own norms. */
function bothFeedForwards(b: GraphBuilder, layer: number, middle: Tensor): Tensor {
  const dense = feedForward(b, layer, b.layerNorm(middle, layer, "ffn_norm"));
  const normed = b.layerNorm(dense, layer, "post_ffw_norm_1");
  const routed = b.layerNorm(middle, layer, "pre_ffw_norm_2");
  const scale = b.layerWeight(layer, "ffn_gate_inp.scale");
  const scaled = b.inPlace(b.inPlace(middle));
  const logits = b.linear(scale ? b.inPlace(scaled, scale) : scaled, layer, "ffn_gate_inp");
  const experts = b.layerNorm(expertFeedForward(b, layer, routed, logits), layer, "post_ffw_norm_2");
  return b.add(normed, experts);
}

function gemma4Layer(b: GraphBuilder, layer: number, input: Tensor, inputs: Tensor | null): Tensor {
  const normed = b.layerNorm(input, layer, "attn_norm");
  const attended = b.layerNorm(attention(b, layer, normed), layer, "post_attention_norm");
  const middle = b.add(attended, input);
  const fed = weightOf(b, layer, "ffn_gate_inp")
    ? bothFeedForwards(b, layer, middle)
    : feedForward(b, layer, b.layerNorm(middle, layer, "ffn_norm"));
  let result = b.add(b.norm(fed, weightOf(b, layer, "post_ffw_norm"), null), middle);
  if (inputs) result = b.add(result, addPerLayerInput(b, layer, result, inputs));
  const scale = weightOf(b, layer, "layer_output_scale");
  return scale ? b.inPlace(result, scale) : result;
}

/** Gemma 4: layers that share the cache of earlier ones, perhaps experts beside the dense part. */
function gemma4(b: GraphBuilder, layers: readonly number[], embeddings: Tensor): Tensor {
  const inputs = perLayerInputs(b, embeddings);
  let stream = embeddings;
  for (const layer of layers) stream = gemma4Layer(b, layer, stream, inputs);
  const normed = b.norm(stream, b.modelWeight("output_norm.weight", b.setting.outputDevice), null);
  normed.output = true;
  return b.rows(normed, b.outputIds);
}

export const laterGemmas: ReadonlyMap<string, Stack> = new Map([
  ["gemma3n", gemma3n],
  ["gemma4", gemma4],
]);
