import type { GraphBuilder } from "./builder.ts";
import { type StateInput, layerState, readState, stateMemory, writeState } from "./state.ts";
import { type Tensor, elementsOf } from "./tensor.ts";

/** The last tokens that a layer saw (`build_rwkv_token_shift_load`). */
export function loadShift(b: GraphBuilder, input: StateInput, layer: number): { shift: Tensor; memory: Tensor } {
  const { facts } = b;
  const { sequences } = b.setting;
  const { convolution } = layerState(b, layer);
  const memory = stateMemory(b, layer, convolution);
  const width = facts.embeddingLength;
  const shift = b.reshape(readState(b, input, memory), width, convolution / width, sequences);
  return { shift, memory };
}

/** Each token's predecessor: the kept one, then all but the last. */
export function previous(b: GraphBuilder, kept: Tensor, normed: Tensor): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const rest = b.view(normed, [normed.ne[0], sequenceTokens - 1, sequences], [normed.nb[1], normed.nb[2]]);
  return b.concat(kept, rest, 1);
}

export function lastToken(b: GraphBuilder, normed: Tensor): Tensor {
  return b.view(normed, [normed.ne[0], 1, b.setting.sequences], [normed.nb[1], normed.nb[2]]);
}

/** Writes the state that the operation left behind its outputs, and gives the outputs. */
function outputsOf(b: GraphBuilder, result: Tensor, memory: Tensor): Tensor {
  const { facts } = b;
  const { batch: tokens } = b.setting;
  const outputs = b.view(result, [facts.embeddingLength * tokens]);
  writeState(b, b.view(result, [elementsOf(memory)]), memory);
  return outputs;
}

/** `build_rwkv6_time_mix` in src/models/rwkv6-base.cpp; without `time_mix_first` it is QRWKV's gated linear attention. */
export function timeMix6(b: GraphBuilder, input: StateInput, normed: Tensor, before: Tensor, layer: number): Tensor {
  const { facts } = b;
  const { batch: tokens, sequences } = b.setting;
  const { sequenceTokens } = b;
  const width = facts.embeddingLength;
  const at = (part: string): Tensor => b.needed(layer, `time_mix_${part}`);
  const first = b.layerWeight(layer, "time_mix_first.weight");
  const state = layerState(b, layer);
  const headLength = state.recurrence / width;
  const heads = width / headLength;
  let shifted = b.reshape(b.inPlace(before, normed), width, tokens);
  let current = b.reshape(normed, width, tokens);
  let mixed = b.inPlace(b.inPlace(shifted, at("lerp_x.weight")), current);
  const w1 = at("w1.weight");
  mixed = b.inPlace(b.multiply(w1, mixed));
  mixed = b.reshape(mixed, w1.ne[1] / 5, 1, 5, tokens);
  mixed = b.contiguous(b.permute(mixed, 0, 1, 3, 2));
  const w2 = at("w2.weight");
  mixed = b.multiply(b.reshape(w2, w2.ne[0], w2.ne[1], 1, 5), mixed);
  const fused = b.layerWeight(layer, "time_mix_lerp_fused.weight");
  let all = mixed;
  if (fused) {
    shifted = b.reshape(shifted, width, 1, tokens);
    current = b.reshape(current, width, 1, tokens);
    all = b.inPlace(b.inPlace(b.inPlace(mixed, fused), shifted), current);
  }
  const part = (letter: string): Tensor => {
    const view = b.view(all, [width, tokens], [all.nb[1]]);
    if (fused) return view;
    return b.inPlace(b.inPlace(b.inPlace(view, at(`lerp_${letter}.weight`)), shifted), current);
  };
  const [xw, xk, xv, xr, xg] = [part("w"), part("k"), part("v"), part("r"), part("g")];
  const through = (name: string, tensor: Tensor): Tensor => {
    const product = b.multiply(at(`${name}.weight`), tensor);
    const bias = b.layerWeight(layer, `time_mix_${name}.bias`);
    return bias ? b.inPlace(product, bias) : product;
  };
  let r = through("receptance", xr);
  let k = through("key", xk);
  let v = through("value", xv);
  const g = b.inPlace(b.multiply(at("gate.weight"), xg));
  const kvHeads = k.ne[0] / headLength;
  if (kvHeads !== heads) {
    const wide = (tensor: Tensor): Tensor =>
      b.fresh([headLength, heads / kvHeads, kvHeads, tokens], b.reshape(tensor, headLength, 1, kvHeads, tokens));
    k = wide(k);
    v = wide(v);
  }
  const byHead = (tensor: Tensor): Tensor => b.reshape(tensor, headLength, heads, tokens);
  k = byHead(k);
  v = byHead(v);
  r = byHead(r);
  let w = b.multiply(at("decay_w2.weight"), b.inPlace(b.multiply(at("decay_w1.weight"), xw)));
  w = b.inPlace(w, at("decay.weight"));
  w = byHead(b.inPlace(b.inPlace(b.inPlace(w))));
  if (!first) k = b.inPlace(k, b.inPlace(k, w));
  const memory = stateMemory(b, layer, state.recurrence);
  const before6 = readState(b, input, memory);
  const sources = first ? [k, v, r, first, w, before6] : [k, v, r, w, before6];
  const result = b.fresh([width, tokens + headLength * sequences], ...sources);
  let outputs = outputsOf(b, result, memory);
  if (first) {
    const grouped = b.apart(b.reshape(outputs, headLength, heads, tokens));
    outputs = b.reshape(grouped, width, tokens);
    outputs = b.inPlace(b.inPlace(outputs, at("ln.weight")), at("ln.bias"));
  } else outputs = b.reshape(outputs, width, tokens);
  outputs = b.multiply(at("output.weight"), b.inPlace(outputs, g));
  return b.reshape(outputs, width, sequenceTokens, sequences);
}

/** `build_rwkv7_time_mix` in src/models/rwkv7-base.cpp. `firstValues` are those of the first layer, which later ones mix in. */
export function timeMix7(
  b: GraphBuilder,
  input: StateInput,
  layer: number,
  { normed, before, firstValues }: { normed: Tensor; before: Tensor; firstValues: Tensor | null },
): { output: Tensor; values: Tensor } {
  const { facts } = b;
  const { batch: tokens, sequences } = b.setting;
  const { sequenceTokens } = b;
  const width = facts.embeddingLength;
  const at = (part: string): Tensor => b.needed(layer, `time_mix_${part}.weight`);
  const gate = b.layerWeight(layer, "time_mix_g1.weight");
  const state = layerState(b, layer);
  const headLength = state.recurrence / width;
  const heads = width / headLength;
  const parts = gate ? 6 : 5;
  let shifted = b.inPlace(before, normed);
  shifted = b.fresh([width, sequenceTokens, sequences, parts], shifted);
  const mixed = b.inPlace(b.inPlace(shifted, at("lerp_fused")), normed);
  const part = (): Tensor => b.view(mixed, [width, tokens], [mixed.nb[1]]);
  const [xr, xw, xk, xv, xa] = [part(), part(), part(), part(), part()];
  let r = b.multiply(at("receptance"), xr);
  let w = b.inPlace(b.multiply(at("w2"), b.inPlace(b.multiply(at("w1"), xw))), at("w0"));
  w = b.inPlace(b.inPlace(b.inPlace(w)));
  let k = b.multiply(at("key"), xk);
  let v = b.multiply(at("value"), xv);
  const own = v;
  if (firstValues) {
    const low = b.multiply(at("v2"), b.multiply(at("v1"), xv));
    const share = b.inPlace(b.inPlace(low, at("v0")));
    v = b.inPlace(v, b.inPlace(b.inPlace(firstValues, v), share));
  }
  const g = gate ? b.multiply(at("g2"), b.inPlace(b.multiply(gate, part()))) : null;
  let a = b.inPlace(b.inPlace(b.multiply(at("a2"), b.multiply(at("a1"), xa)), at("a0")));
  const byHead = (tensor: Tensor): Tensor => b.reshape(tensor, headLength, heads, tokens);
  const kk = b.apart(byHead(b.inPlace(k, at("k_k"))));
  const ka = b.inPlace(k, at("k_a"));
  k = b.inPlace(k, b.inPlace(b.inPlace(a, ka), ka));
  r = byHead(r);
  w = byHead(w);
  k = byHead(k);
  v = byHead(v);
  a = byHead(a);
  const memory = stateMemory(b, layer, state.recurrence);
  const kept = readState(b, input, memory);
  const result = b.fresh([width, tokens + headLength * sequences], r, w, k, v, b.inPlace(kk), b.inPlace(kk, a), kept);
  let outputs = outputsOf(b, result, memory);
  const norm = b.layerWeight(layer, "time_mix_ln.weight");
  const bias = b.layerWeight(layer, "time_mix_ln.bias");
  if (norm && bias) {
    const grouped = b.apart(b.reshape(outputs, headLength, heads, tokens));
    outputs = b.reshape(grouped, width, tokens);
    outputs = b.inPlace(b.inPlace(outputs, norm), bias);
  } else outputs = b.reshape(outputs, width, tokens);
  const scaled = b.inPlace(b.inPlace(k, r), b.reshape(at("r_k"), headLength, heads));
  const added = b.reshape(b.inPlace(v, b.sumRows(scaled)), width, tokens);
  outputs = b.inPlace(outputs, added);
  if (g) outputs = b.inPlace(outputs, g);
  const output = b.reshape(b.multiply(at("output"), outputs), width, sequenceTokens, sequences);
  return { output, values: own };
}

/** `build_rwkv6_channel_mix` and, without a receptance, `build_rwkv7_channel_mix`. */
export function channelMix(b: GraphBuilder, normed: Tensor, before: Tensor, layer: number): Tensor {
  const at = (part: string): Tensor => b.needed(layer, `channel_mix_${part}.weight`);
  const shifted = b.inPlace(before, normed);
  const mix = (letter: string): Tensor => b.inPlace(b.inPlace(shifted, at(`lerp_${letter}`)), normed);
  const key = (): Tensor => b.inPlace(b.inPlace(b.multiply(at("key"), mix("k"))));
  if (!b.layerWeight(layer, "channel_mix_receptance.weight")) return b.multiply(at("value"), key());
  const receptance = b.inPlace(b.multiply(at("receptance"), mix("r")));
  return b.inPlace(receptance, b.multiply(at("value"), key()));
}
