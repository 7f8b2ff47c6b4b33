import { convolve } from "./mamba.ts";
import type { GraphBuilder } from "./builder.ts";
import { type StateInput, layerState, readState, stateMemory, writeState } from "./state.ts";
import { type Tensor, elementsOf, float32Bytes } from "./tensor.ts";

interface DeltaInputs {
  queries: Tensor;
  keys: Tensor;
  values: Tensor;
  gate: Tensor;
  beta: Tensor;
  state: Tensor;
}

/** The fused operation: outputs and the new state in one tensor (`build_delta_net_fused` in src/models/delta-net-base.cpp). */
function deltaNet(b: GraphBuilder, inputs: DeltaInputs, memory: Tensor): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const { queries, keys, values, gate, beta, state } = inputs;
  const [length, heads] = values.ne;
  const shape = [length * heads, sequenceTokens * sequences + length * sequences] as const;
  const result = b.fresh(shape, queries, keys, values, gate, beta, state);
  const output = b.view(result, [length, heads, sequenceTokens, sequences]);
  writeState(b, b.view(result, [length, length, heads, sequences]), memory);
  return output;
}

/** Queries, keys and values mixed, and the gate z: from two matrices, or from one as older files have it. */
function mixedProjection(b: GraphBuilder, hidden: Tensor, layer: number, sizes: DeltaSizes): [Tensor, Tensor] {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const fused = b.layerWeight(layer, "attn_qkv.weight");
  if (fused) {
    const mixed = b.multiply(fused, hidden);
    const shaped = b.reshape(mixed, mixed.ne[0], sequenceTokens, sequences);
    return [shaped, b.multiply(b.needed(layer, "attn_gate.weight"), hidden)];
  }
  const { keyHeads, keyLength, valueHeads, valueLength } = sizes;
  const ratio = valueHeads / keyHeads;
  const width = 2 * keyLength + 2 * valueLength * ratio;
  const product = b.multiply(b.needed(layer, "ssm_in.weight"), hidden);
  const all = b.reshape(product, width, keyHeads, sequenceTokens, sequences);
  const cut = (length: number): Tensor =>
    b.view(all, [length, keyHeads, sequenceTokens, sequences], [all.nb[1], all.nb[2], all.nb[3]]);
  const [query, key, value] = [cut(keyLength), cut(keyLength), cut(valueLength * ratio)];
  const z = b.contiguous(cut(valueLength * ratio));
  const flat = (tensor: Tensor): Tensor => b.contiguous(tensor, [tensor.ne[0] * keyHeads, sequenceTokens, sequences]);
  return [b.concat(b.concat(flat(query), flat(key), 0), flat(value), 0), z];
}

interface DeltaSizes {
  keyHeads: number;
  keyLength: number;
  valueHeads: number;
  valueLength: number;
}

/** Heads of keys as the metadata's groups and states say, of values as the matrices do. */
function deltaSizes(b: GraphBuilder, layer: number): DeltaSizes {
  const { ssm } = b.facts;
  const inner = b.needed(layer, "ssm_out.weight").ne[0];
  const valueHeads = elementsOf(b.needed(layer, "ssm_a"));
  const valueLength = inner / valueHeads;
  return {
    keyHeads: ssm?.groupCount ?? valueHeads,
    keyLength: ssm?.stateSize ?? valueLength,
    valueHeads,
    valueLength,
  };
}

/** `build_layer_attn_linear` of src/models/qwen3next.cpp, and of qwen35.cpp, which has beta and alpha apart and repeats no heads. */
export function gatedDeltaLayer(b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const sizes = deltaSizes(b, layer);
  const { keyHeads, keyLength, valueHeads, valueLength } = sizes;
  const [mixed, z] = mixedProjection(b, hidden, layer, sizes);
  const joint = b.layerWeight(layer, "ssm_ba.weight");
  let beta: Tensor;
  let alpha: Tensor;
  if (joint) {
    const ratio = valueHeads / keyHeads;
    const product = b.multiply(joint, hidden);
    const both = b.reshape(product, 2 * ratio, keyHeads, sequenceTokens, sequences);
    const half = (): Tensor =>
      b.view(both, [ratio, keyHeads, sequenceTokens, sequences], [both.nb[1], both.nb[2], both.nb[3]]);
    beta = b.inPlace(b.contiguous(half()));
    alpha = b.contiguous(half(), [valueHeads, sequenceTokens, sequences]);
  } else {
    const product = b.multiply(b.needed(layer, "ssm_beta.weight"), hidden);
    beta = b.inPlace(b.reshape(product, 1, valueHeads, sequenceTokens, sequences));
    alpha = b.multiply(b.needed(layer, "ssm_alpha.weight"), hidden);
    alpha = b.reshape(alpha, valueHeads, sequenceTokens, sequences);
  }
  const softened = b.inPlace(b.inPlace(alpha, b.needed(layer, "ssm_dt.bias")));
  const decayed = b.inPlace(softened, b.needed(layer, "ssm_a"));
  beta = b.reshape(beta, 1, valueHeads, sequenceTokens, sequences);
  const gate = b.reshape(decayed, 1, valueHeads, sequenceTokens, sequences);

  const state = layerState(b, layer);
  const kernel = b.needed(layer, "ssm_conv1d.weight");
  const channels = kernel.ne[1];
  const convolution = stateMemory(b, layer, state.convolution);
  const kept = b.reshape(readState(b, input, convolution), kernel.ne[0] - 1, channels, sequences);
  const columns = b.concat(kept, b.transpose(mixed), 0);
  const last = b.view(columns, [kept.ne[0], channels, sequences], [columns.nb[1], columns.nb[2]]);
  writeState(b, last, convolution);
  const memory = stateMemory(b, layer, state.recurrence);
  const before = b.reshape(readState(b, input, memory), valueLength, valueLength, valueHeads, sequences);
  const convolved = b.inPlace(b.fresh([channels, sequenceTokens, sequences], columns, kernel));
  const row = channels * float32Bytes;
  const part = (length: number, heads: number): Tensor =>
    b.view(convolved, [length, heads, sequenceTokens, sequences], [length * float32Bytes, row, row * sequenceTokens]);
  const values = part(valueLength, valueHeads);
  const keysOrQueries = (): Tensor => {
    const normed = b.apart(part(keyLength, keyHeads));
    if (!joint || keyHeads === valueHeads) return normed;
    const tokens = sequenceTokens * sequences;
    const repeated = b.fresh(
      [keyLength, valueHeads / keyHeads, keyHeads, tokens],
      b.reshape(normed, keyLength, 1, keyHeads, tokens),
    );
    return b.reshape(repeated, keyLength, valueHeads, sequenceTokens, sequences);
  };
  const [queries, keys] = [keysOrQueries(), keysOrQueries()];
  const output = deltaNet(b, { queries, keys, values, gate, beta, state: before }, memory);
  const gateZ = b.reshape(z, valueLength, valueHeads, sequenceTokens, sequences);
  const normed = b.rmsNorm(output, b.needed(layer, "ssm_norm.weight"));
  const gated = b.inPlace(normed, b.inPlace(gateZ));
  const final = b.reshape(gated, valueLength * valueHeads, sequenceTokens, sequences);
  const out = b.multiply(b.needed(layer, "ssm_out.weight"), final);
  return b.reshape(out, out.ne[0], b.setting.batch);
}

/** Kimi's delta attention: convolutions of queries, keys and values apart, a gate per channel (src/models/kimi-linear.cpp). */
export function kimiDeltaLayer(b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number): Tensor {
  const { sequences, batch: tokens } = b.setting;
  const { sequenceTokens } = b;
  const heads = b.facts.headCounts[0] ?? 0;
  const state = layerState(b, layer);
  const inner = b.needed(layer, "attn_output.weight").ne[0];
  const length = inner / heads;
  const convolution = stateMemory(b, layer, state.convolution);
  const states = readState(b, input, convolution);
  const one = (letter: "q" | "k" | "v"): Tensor => {
    const kernel = b.needed(layer, `ssm_conv1d_${letter}.weight`);
    const before = kernel.ne[0] - 1;
    const kept = b.view(states, [before, inner, sequences], [before * float32Bytes, states.nb[1]]);
    const product = b.multiply(b.needed(layer, `attn_${letter}.weight`), hidden);
    const shaped = b.reshape(product, inner, sequenceTokens, sequences);
    const flat = b.reshape(kernel, kernel.ne[0], inner);
    const share = b.view(convolution, [before, inner, sequences]);
    const convolved = convolve(b, kept, b.transpose(shaped), flat, share);
    const active = b.inPlace(b.reshape(convolved, inner, tokens));
    return b.reshape(active, length, heads, sequenceTokens, sequences);
  };
  const [q, k, values] = [one("q"), one("k"), one("v")];
  let gate = b.multiply(b.needed(layer, "ssm_f_b.weight"), b.multiply(b.needed(layer, "ssm_f_a.weight"), hidden));
  gate = b.inPlace(b.inPlace(gate, b.needed(layer, "ssm_dt.bias")));
  gate = b.reshape(gate, length, heads, tokens);
  gate = b.inPlace(gate, b.reshape(b.needed(layer, "ssm_a"), 1, heads, 1));
  gate = b.reshape(gate, length, heads, sequenceTokens, sequences);
  const product = b.multiply(b.needed(layer, "ssm_beta.weight"), hidden);
  const beta = b.inPlace(b.reshape(product, 1, heads, sequenceTokens, sequences));
  const perSequence = b.reshape(hidden, hidden.ne[0], sequenceTokens, sequences);
  const memory = stateMemory(b, layer, state.recurrence);
  const before = b.reshape(readState(b, input, memory), length, length, heads, sequences);
  const inputs = { queries: b.apart(q), keys: b.apart(k), values, gate, beta, state: before };
  const output = b.contiguous(deltaNet(b, inputs, memory));
  const flat = b.reshape(perSequence, hidden.ne[0], tokens);
  let outGate = b.multiply(b.needed(layer, "ssm_g_b.weight"), b.multiply(b.needed(layer, "ssm_g_a.weight"), flat));
  outGate = b.reshape(outGate, length, heads, tokens);
  const normed = b.rmsNorm(b.reshape(output, length, heads, tokens), b.needed(layer, "ssm_norm.weight"));
  const gated = b.contiguous(b.inPlace(normed, b.inPlace(outGate)), [inner, tokens]);
  return b.multiply(b.needed(layer, "attn_output.weight"), gated);
}
