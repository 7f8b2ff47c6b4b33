import { attendWithCache, attention } from "./attention.ts";
import { attendLatent } from "./latent-attention.ts";
import type { GraphBuilder } from "./builder.ts";
import { gatedDeltaLayer, kimiDeltaLayer } from "./delta-net.ts";
import { expertFeedForward, feedForward } from "./feed-forward.ts";
import { mamba2Layer, mambaLayer, plamoMambaLayer } from "./mamba.ts";
import { channelMix, lastToken, loadShift, previous, timeMix6, timeMix7 } from "./rwkv.ts";
import { shortConvolution } from "./short-convolution.ts";
import { type StateInput, stateInput } from "./state.ts";
import { type Tensor, elementsOf } from "./tensor.ts";

/**
 * The layers of models with recurrence, from the embeddings to the normed rows that the output reads; each as its file in
 * llama.cpp's src/models builds it.
 */
export type Stack = (b: GraphBuilder, layers: readonly number[], embeddings: Tensor) => Tensor;

const isRecurrent = ({ facts }: GraphBuilder, layer: number): boolean => facts.recurrentLayers?.[layer] ?? false;
/** Of the rows of a batch those whose logits are wanted. */
const wanted = (b: GraphBuilder, tensor: Tensor): Tensor => b.rows(tensor, b.outputIds);
const normOf = (b: GraphBuilder, tensor: Tensor, layer: number, name: string): Tensor =>
  b.rmsNorm(tensor, b.needed(layer, `${name}.weight`));

/** The norm before the output, which LFM2's files call by another name. */
function outputNorm(b: GraphBuilder, tensor: Tensor): Tensor {
  const { outputDevice } = b.setting;
  const named = (name: string): Tensor | null => b.modelWeight(name, outputDevice);
  return b.rmsNorm(tensor, named("output_norm.weight") ?? named("token_embd_norm.weight"));
}

/** All rows stay for a draft head to read (`t_h_nextn`), whether there is one or not. */
function keptAndWanted(b: GraphBuilder, normed: Tensor): Tensor {
  normed.output = true;
  return wanted(b, normed);
}

/** A mixture where the layer has a router, with shared experts beside it; a dense part where it has none. */
function feedForwardOf(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  if (!b.layerWeight(layer, "ffn_gate_inp.weight")) return feedForward(b, layer, input);
  const routed = expertFeedForward(b, layer, input);
  if (!b.layerWeight(layer, "ffn_up_shexp.weight")) return routed;
  const shared = feedForward(b, layer, input, "_shexp");
  const gate = b.layerWeight(layer, "ffn_gate_inp_shexp.weight");
  return b.add(routed, gate ? b.inPlace(shared, b.inPlace(b.multiply(gate, input))) : shared);
}

/** src/models/mamba.cpp: a mixer in each layer and nothing else. */
const mamba: Stack = (b, layers, embeddings) => {
  const input = stateInput(b);
  const mixer = b.facts.architecture === "mamba2" ? mamba2Layer : mambaLayer;
  let stream = embeddings;
  layers.forEach((layer, i) => {
    let mixed = mixer(b, input, normOf(b, stream, layer, "attn_norm"), layer);
    if (i === layers.length - 1) [mixed, stream] = [wanted(b, mixed), wanted(b, stream)];
    stream = b.add(mixed, stream);
  });
  return outputNorm(b, stream);
};

/** How a hybrid of the usual build differs from others: a mixer or attention, a residual, a feed-forward part, a residual. */
interface HybridStyle {
  mixer: (b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number) => Tensor;
  attention: (b: GraphBuilder, layer: number, hidden: Tensor) => Tensor;
  feedForwardNorm: "ffn_norm" | "post_attention_norm";
  /** Rows without logits are dropped in the last layer, not only before the output. */
  dropsEarly: boolean;
  /** The stream comes first in the sums. */
  streamFirst?: true;
  /** The norm joins the graph before what follows. */
  normFirst?: true;
}

const hybrid =
  (style: HybridStyle): Stack =>
  (b, layers, embeddings) => {
    const states = stateInput(b);
    const sum = (added: Tensor, stream: Tensor): Tensor =>
      style.streamFirst ? b.add(stream, added) : b.add(added, stream);
    let stream = embeddings;
    layers.forEach((layer, i) => {
      const normed = normOf(b, stream, layer, "attn_norm");
      if (style.normFirst) b.expand(normed);
      let mixed = isRecurrent(b, layer) ? style.mixer(b, states, normed, layer) : style.attention(b, layer, normed);
      const last = i === layers.length - 1;
      if (style.dropsEarly && last) [mixed, stream] = [wanted(b, mixed), wanted(b, stream)];
      const residual = sum(mixed, stream);
      const fed = feedForwardOf(b, layer, normOf(b, residual, layer, style.feedForwardNorm));
      stream = sum(fed, residual);
    });
    const normed = outputNorm(b, stream);
    return style.dropsEarly ? normed : keptAndWanted(b, normed);
  };

const jamba = hybrid({
  mixer: mambaLayer,
  attention,
  feedForwardNorm: "ffn_norm",
  dropsEarly: true,
  streamFirst: true,
});

const graniteHybrid = hybrid({ mixer: mamba2Layer, attention, feedForwardNorm: "ffn_norm", dropsEarly: true });

const lfm2 = hybrid({
  mixer: shortConvolution,
  attention,
  feedForwardNorm: "ffn_norm",
  dropsEarly: true,
  streamFirst: true,
});

/** Attention whose queries come with a gate of their width: `build_layer_attn` of qwen3next.cpp and qwen35.cpp. */
function gatedAttention(b: GraphBuilder, layer: number, hidden: Tensor): Tensor {
  const { batch } = b.setting;
  const heads = b.facts.headCounts[layer] ?? 0;
  const kvHeads = b.facts.kvHeadCounts[layer] ?? 0;
  const length = b.keyLength(layer);
  const both = b.multiply(b.needed(layer, "attn_q.weight"), hidden);
  const row = 2 * length * both.elementBytes;
  const half = (): Tensor => b.view(both, [length, heads, batch], [row, row * heads]);
  const keys = b.multiply(b.needed(layer, "attn_k.weight"), hidden);
  const values = b.multiply(b.needed(layer, "attn_v.weight"), hidden);
  const queries = normOf(b, half(), layer, "attn_q_norm");
  const normed = normOf(b, b.reshape(keys, length, kvHeads, batch), layer, "attn_k_norm");
  const attended = attendWithCache(b, layer, {
    queries: b.rope(queries, b.positions),
    keys: b.rope(normed, b.positions),
    values: b.reshape(values, length, kvHeads, batch),
  });
  const gate = b.inPlace(b.contiguous(half(), [length * heads, batch]));
  return b.multiply(b.needed(layer, "attn_output.weight"), b.inPlace(attended, gate));
}

const deltaNet = hybrid({
  mixer: gatedDeltaLayer,
  attention: gatedAttention,
  feedForwardNorm: "post_attention_norm",
  dropsEarly: false,
  normFirst: true,
});

/** Kimi's latent attention, which does not rotate (src/models/kimi-linear.cpp). */
function kimiAttention(b: GraphBuilder, layer: number, hidden: Tensor): Tensor {
  const { batch } = b.setting;
  const heads = b.facts.headCounts[layer] ?? 0;
  const absorb = b.needed(layer, "attn_k_b.weight");
  const [nope, rank] = absorb.ne;
  const queries = b.multiply(b.needed(layer, "attn_q.weight"), hidden);
  const length = queries.ne[0] / heads;
  const rope = length - nope;
  const compressed = b.multiply(b.needed(layer, "attn_kv_a_mqa.weight"), hidden);
  const row = compressed.nb[1];
  const latent = normOf(b, b.view(compressed, [rank, batch], [row]), layer, "attn_kv_a_norm");
  const shared = b.view(compressed, [rope, 1, batch], [row, row]);
  const headRow = length * queries.elementBytes;
  const part = (width: number): Tensor => b.view(queries, [width, heads, batch], [headRow, headRow * heads]);
  const plain = part(nope);
  const rotated = part(rope);
  const absorbed = b.permute(b.multiply(absorb, b.permute(plain, 0, 2, 1, 3)), 0, 2, 1, 3);
  const whole = b.concat(absorbed, rotated, 0);
  const flat = b.reshape(latent, rank, 1, batch);
  return b.linear(attendLatent(b, layer, whole, b.concat(flat, shared, 0), flat), layer, "attn_output");
}

const kimi = hybrid({
  mixer: kimiDeltaLayer,
  attention: kimiAttention,
  feedForwardNorm: "ffn_norm",
  dropsEarly: true,
  normFirst: true,
});

/** src/models/falcon-h1.cpp: attention and Mamba 2 side by side in every layer. */
const falconH1: Stack = (b, layers, embeddings) => {
  const states = stateInput(b);
  let stream = embeddings;
  layers.forEach((layer, i) => {
    const attended = attention(b, layer, normOf(b, stream, layer, "attn_norm"));
    const mixed = mamba2Layer(b, states, normOf(b, stream, layer, "attn_norm"), layer);
    let residual = b.add(b.add(attended, mixed), stream);
    if (i === layers.length - 1) residual = wanted(b, residual);
    stream = b.add(feedForward(b, layer, normOf(b, residual, layer, "ffn_norm")), residual);
  });
  return outputNorm(b, stream);
};

/** Nemotron-H's feed-forward part; its experts may work on a narrower copy of what the router sees. */
function nemotronFeedForward(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  const router = b.layerWeight(layer, "ffn_gate_inp.weight");
  if (!router) return feedForward(b, layer, input);
  const down = b.layerWeight(layer, "ffn_latent_down.weight");
  const narrow = down ? b.multiply(down, input) : input;
  let routed = expertFeedForward(b, layer, narrow, b.multiply(router, input));
  const up = b.layerWeight(layer, "ffn_latent_up.weight");
  if (up) routed = b.multiply(up, routed);
  return b.add(routed, feedForward(b, layer, input, "_shexp"));
}

/** src/models/nemotron-h.cpp: a layer is Mamba 2, attention or a feed-forward part, and nothing else. */
const nemotronH: Stack = (b, layers, embeddings) => {
  const states = stateInput(b);
  let stream = embeddings;
  for (const layer of layers) {
    const normed = normOf(b, stream, layer, "attn_norm");
    const attends = (b.facts.kvHeadCounts[layer] ?? 0) > 0;
    const mixed = isRecurrent(b, layer)
      ? mamba2Layer(b, states, normed, layer)
      : attends
        ? attention(b, layer, normed)
        : nemotronFeedForward(b, layer, normed);
    stream = b.add(mixed, stream);
  }
  return keptAndWanted(b, outputNorm(b, stream));
};

/** src/models/plamo2.cpp: norms before and after both parts. */
const plamo2: Stack = (b, layers, embeddings) => {
  const states = stateInput(b);
  let stream = embeddings;
  layers.forEach((layer, i) => {
    const normed = normOf(b, stream, layer, "attn_norm");
    const mixed = isRecurrent(b, layer) ? plamoMambaLayer(b, states, normed, layer) : attention(b, layer, normed);
    let residual = b.add(normOf(b, mixed, layer, "post_attention_norm"), stream);
    let fed = feedForward(b, layer, normOf(b, residual, layer, "ffn_norm"));
    fed = normOf(b, fed, layer, "post_ffw_norm");
    if (i === layers.length - 1) [fed, residual] = [wanted(b, fed), wanted(b, residual)];
    stream = b.add(fed, residual);
  });
  return outputNorm(b, stream);
};

/** src/models/rwkv6.cpp and rwkv7.cpp: time mixing and channel mixing, each beside the token before. */
const rwkv: Stack = (b, layers, embeddings) => {
  const { facts } = b;
  const { batch, sequences, outputDevice } = b.setting;
  const width = facts.embeddingLength;
  const meanNorm = (tensor: Tensor, layer: number, name: string): Tensor =>
    b.meanNorm(tensor, b.needed(layer, `${name}.weight`), b.layerWeight(layer, `${name}.bias`));
  const outside = (tensor: Tensor, name: string, device: number): Tensor => {
    const weight = b.modelWeight(`${name}.weight`, device);
    return weight ? b.meanNorm(tensor, weight, b.modelWeight(`${name}.bias`, device)) : tensor;
  };
  // The norm of the embeddings belongs to the first layer.
  let stream = outside(embeddings, "token_embd_norm", b.deviceOf(0));
  const input = stateInput(b);
  let values: Tensor | null = null;
  layers.forEach((layer, i) => {
    stream = b.reshape(stream, width, b.sequenceTokens, sequences);
    const { shift, memory } = loadShift(b, input, layer);
    const part = (): Tensor => b.view(shift, [width, 1, sequences], [shift.nb[1], shift.nb[2]]);
    const [timeShift, channelShift] = [part(), part()];
    const normed = meanNorm(stream, layer, "attn_norm");
    const before = previous(b, timeShift, normed);
    let mixed: Tensor;
    if (facts.architecture === "rwkv7") {
      const mix = timeMix7(b, input, layer, { normed, before, firstValues: values });
      mixed = mix.output;
      values ??= mix.values;
    } else mixed = timeMix6(b, input, normed, before, layer);
    let residual = b.add(mixed, stream);
    let hidden = meanNorm(residual, layer, "attn_norm_2");
    let beforeHidden = previous(b, channelShift, hidden);
    const kept = b.concat(lastToken(b, normed), lastToken(b, hidden), 1);
    b.expand(b.copyInto(b.view(kept, [elementsOf(kept)]), b.view(memory, [elementsOf(memory)])));
    const flat = (tensor: Tensor): Tensor => {
      const reshaped = b.reshape(tensor, width, batch);
      return i === layers.length - 1 ? wanted(b, reshaped) : reshaped;
    };
    residual = flat(residual);
    hidden = flat(hidden);
    beforeHidden = flat(beforeHidden);
    stream = b.add(channelMix(b, hidden, beforeHidden, layer), residual);
  });
  return outside(stream, "output_norm", outputDevice);
};

/** src/models/rwkv6qwen2.cpp and arwkv7.cpp: RWKV's time mixing in a model of Qwen's build. */
const rwkvQwen: Stack = (b, layers, embeddings) => {
  const { facts } = b;
  const { batch, sequences } = b.setting;
  const width = facts.embeddingLength;
  const input = stateInput(b);
  let stream = embeddings;
  let values: Tensor | null = null;
  layers.forEach((layer, i) => {
    stream = b.reshape(stream, width, b.sequenceTokens, sequences);
    const { shift, memory } = loadShift(b, input, layer);
    const normed = normOf(b, stream, layer, "attn_norm");
    const before = previous(b, shift, normed);
    let mixed: Tensor;
    if (facts.architecture === "arwkv7") {
      const mix = timeMix7(b, input, layer, { normed, before, firstValues: values });
      mixed = mix.output;
      values ??= mix.values;
    } else mixed = timeMix6(b, input, normed, before, layer);
    const kept = lastToken(b, normed);
    b.expand(b.copyInto(b.view(kept, [elementsOf(kept)]), b.view(memory, [elementsOf(memory)])));
    let residual = b.reshape(b.add(mixed, stream), width, batch);
    if (i === layers.length - 1) residual = wanted(b, residual);
    stream = b.add(feedForward(b, layer, normOf(b, residual, layer, "ffn_norm")), residual);
  });
  return outputNorm(b, stream);
};

const stacks: Readonly<Record<string, Stack>> = {
  mamba,
  mamba2: mamba,
  jamba,
  granitehybrid: graniteHybrid,
  lfm2,
  lfm2moe: lfm2,
  "falcon-h1": falconH1,
  nemotron_h: nemotronH,
  nemotron_h_moe: nemotronH,
  plamo2,
  rwkv6: rwkv,
  rwkv7: rwkv,
  rwkv6qwen2: rwkvQwen,
  arwkv7: rwkvQwen,
  qwen3next: deltaNet,
  qwen35: deltaNet,
  qwen35moe: deltaNet,
  "kimi-linear": kimi,
};

/** Null where the architecture's graph is not built here. */
export function recurrentStack(architecture: string): Stack | null {
  return Object.hasOwn(stacks, architecture) ? (stacks[architecture] ?? null) : null;
}
