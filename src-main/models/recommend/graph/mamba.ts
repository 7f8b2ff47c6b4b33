import type { GraphBuilder } from "./builder.ts";
import { type StateInput, layerState, readState, stateMemory, writeState } from "./state.ts";
import { type Tensor, elementsOf, float32Bytes } from "./tensor.ts";

/** Convolves over time: the kept columns before the new ones, the last of them kept again. */
export function convolve(b: GraphBuilder, kept: Tensor, columns: Tensor, kernel: Tensor, memory: Tensor): Tensor {
  const { sequences } = b.setting;
  const [before, channels] = kept.ne;
  const all = b.concat(kept, columns, 0);
  const last = b.view(all, [before, channels, sequences], [all.nb[1], all.nb[2]]);
  writeState(b, last, memory);
  return b.fresh([kernel.ne[1], all.ne[0] - kernel.ne[0] + 1, all.ne[2]], all, kernel);
}

/** `build_mamba_layer` in src/models/mamba-base.cpp. */
export function mambaLayer(b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const state = layerState(b, layer);
  const kernel = b.needed(layer, "ssm_conv1d.weight");
  const decay = b.needed(layer, "ssm_a");
  const [stateSize, inner] = decay.ne;
  const convolution = stateMemory(b, layer, state.convolution);
  const kept = b.reshape(readState(b, input, convolution), kernel.ne[0] - 1, inner, sequences);
  const perSequence = b.reshape(hidden, hidden.ne[0], sequenceTokens, sequences);
  const both = b.multiply(b.needed(layer, "ssm_in.weight"), perSequence);
  const half = (): Tensor => b.view(both, [inner, sequenceTokens, sequences], [both.nb[1], both.nb[2]]);
  const x = half();
  const z = half();
  const bias = b.layerWeight(layer, "ssm_conv1d.bias");
  let convolved = convolve(b, kept, b.transpose(x), kernel, convolution);
  if (bias) convolved = b.inPlace(convolved, bias);
  convolved = b.inPlace(convolved);

  const projected = b.multiply(b.needed(layer, "ssm_x.weight"), convolved);
  const step = b.needed(layer, "ssm_dt.weight");
  const [rank] = step.ne;
  let dt = b.view(projected, [rank, sequenceTokens, sequences], [projected.nb[1], projected.nb[2]]);
  const states = (): Tensor =>
    b.view(
      projected,
      [stateSize, 1, sequenceTokens, sequences],
      [stateSize * float32Bytes, projected.nb[1], projected.nb[2]],
    );
  let inward = states();
  let outward = states();
  const norm = b.layerWeight(layer, "ssm_dt_norm.weight");
  if (norm) {
    dt = b.rmsNorm(dt, norm);
    inward = b.rmsNorm(inward, b.layerWeight(layer, "ssm_b_norm.weight"));
    outward = b.rmsNorm(outward, b.layerWeight(layer, "ssm_c_norm.weight"));
  }
  dt = b.inPlace(b.multiply(step, dt), b.needed(layer, "ssm_dt.bias"));
  const heads = b.reshape(convolved, 1, inner, sequenceTokens, sequences);
  const memory = stateMemory(b, layer, state.recurrence);
  const scanned = readState(b, input, memory, (all, which) => {
    const shaped = b.reshape(all, stateSize, 1, inner, sequences);
    return b.fresh(
      [elementsOf(heads) + stateSize * inner * sequences],
      shaped,
      heads,
      dt,
      decay,
      inward,
      outward,
      which,
    );
  });
  writeState(b, b.view(scanned, [stateSize * inner * sequences]), memory);
  let y = b.view(scanned, [inner, sequenceTokens, sequences], [heads.nb[2], heads.nb[3]]);
  y = b.inPlace(y, b.inPlace(convolved, b.needed(layer, "ssm_d")));
  y = b.gated(b.contiguous(z), y);
  const out = b.multiply(b.needed(layer, "ssm_out.weight"), y);
  return b.reshape(out, out.ne[0], b.setting.batch);
}

/** `build_mamba2_layer` in src/models/mamba-base.cpp. */
export function mamba2Layer(b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const state = layerState(b, layer);
  const kernel = b.needed(layer, "ssm_conv1d.weight");
  const out = b.needed(layer, "ssm_out.weight");
  const decay = b.needed(layer, "ssm_a");
  const channels = kernel.ne[1];
  const [inner] = out.ne;
  const heads = decay.ne[1];
  const headLength = inner / heads;
  const stateSize = Math.round(state.recurrence / inner);
  const groups = Math.max(1, Math.round((channels - inner) / (2 * stateSize)));
  const convolution = stateMemory(b, layer, state.convolution);
  const kept = b.reshape(readState(b, input, convolution), kernel.ne[0] - 1, channels, sequences);
  const flat = b.multiply(b.needed(layer, "ssm_in.weight"), hidden);
  const all = b.reshape(flat, flat.ne[0], sequenceTokens, sequences);
  const byHead = [headLength, heads, sequenceTokens, sequences] as const;
  const z = b.view(all, byHead, [headLength * float32Bytes, all.nb[1], all.nb[2]]);
  const mixed = b.view(all, [channels, sequenceTokens, sequences], [all.nb[1], all.nb[2]]);
  const step = b.view(all, [heads, sequenceTokens, sequences], [all.nb[1], all.nb[2]]);
  let convolved = convolve(b, kept, b.transpose(mixed), kernel, convolution);
  const bias = b.layerWeight(layer, "ssm_conv1d.bias");
  if (bias) convolved = b.inPlace(convolved, bias);
  convolved = b.inPlace(convolved);

  const part = (length: number, count: number): Tensor =>
    b.view(
      convolved,
      [length, count, sequenceTokens, sequences],
      [length * float32Bytes, convolved.nb[1], convolved.nb[2]],
    );
  const x = part(headLength, heads);
  const inward = part(stateSize, groups);
  const outward = part(stateSize, groups);
  const dt = b.inPlace(b.contiguous(step), b.needed(layer, "ssm_dt.bias"));
  const memory = stateMemory(b, layer, state.recurrence);
  const scanned = readState(b, input, memory, (states, which) => {
    const shaped = b.reshape(states, stateSize, headLength, heads, sequences);
    return b.fresh([elementsOf(x) + stateSize * inner * sequences], shaped, x, dt, decay, inward, outward, which);
  });
  writeState(b, b.view(scanned, [stateSize * inner, sequences, 1]), memory);
  const row = x.nb[1];
  let y = b.view(scanned, byHead, [row, heads * row, sequenceTokens * heads * row]);
  y = b.inPlace(y, b.inPlace(x, b.needed(layer, "ssm_d")));
  y = b.gated(b.contiguous(z), y);
  const norm = b.layerWeight(layer, "ssm_norm.weight");
  if (norm) y = b.rmsNorm(b.reshape(y, inner / groups, groups, sequenceTokens, sequences), norm);
  return b.multiply(out, b.reshape(y, inner, b.setting.batch));
}

/** PLaMo 2's variant (`build_plamo2_mamba_layer`): heads of z and x side by side, norms on B, C and the step. */
export function plamoMambaLayer(b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const state = layerState(b, layer);
  const kernel = b.needed(layer, "ssm_conv1d.weight");
  const out = b.needed(layer, "ssm_out.weight");
  const [inner] = out.ne;
  const step = b.needed(layer, "ssm_dt.weight");
  const [rank] = step.ne;
  const decay = b.needed(layer, "ssm_a");
  const heads = elementsOf(decay);
  const headLength = inner / heads;
  const stateSize = Math.round(state.recurrence / inner);
  const convolution = stateMemory(b, layer, state.convolution);
  const kept = b.reshape(readState(b, input, convolution), kernel.ne[0] - 1, inner, sequences);
  const perSequence = b.reshape(hidden, hidden.ne[0], sequenceTokens, sequences);
  const byHead = [headLength, heads, sequenceTokens, sequences] as const;
  const product = b.permute(b.multiply(b.needed(layer, "ssm_in.weight"), perSequence), 0, 2, 1, 3);
  const both = b.contiguous(product, [headLength * 2, heads, sequenceTokens, sequences]);
  const half = (): Tensor => b.view(both, byHead, [both.nb[1], both.nb[2], both.nb[3]]);
  const columns = b.contiguous(half(), [inner, sequenceTokens, sequences]);
  const z = half();
  const convolved = b.inPlace(convolve(b, kept, b.transpose(columns), kernel, convolution));

  const projected = b.multiply(b.needed(layer, "ssm_x.weight"), convolved);
  const cut = (length: number): Tensor =>
    b.view(projected, [length, sequenceTokens, sequences], [projected.nb[1], projected.nb[2]]);
  let inward = b.rmsNorm(cut(stateSize), b.needed(layer, "ssm_b_norm.weight"));
  let outward = b.rmsNorm(cut(stateSize), b.needed(layer, "ssm_c_norm.weight"));
  let dt = b.rmsNorm(cut(rank), b.needed(layer, "ssm_dt_norm.weight"));
  dt = b.inPlace(b.multiply(step, dt), b.needed(layer, "ssm_dt.bias"));
  const decays = b.reshape(decay, 1, heads);
  const x = b.view(convolved, byHead);
  const states = [stateSize, 1, sequenceTokens, sequences] as const;
  inward = b.view(inward, states, [stateSize * float32Bytes, inward.nb[1], inward.nb[2]]);
  outward = b.view(outward, states, [stateSize * float32Bytes, outward.nb[1], outward.nb[2]]);
  const memory = stateMemory(b, layer, state.recurrence);
  const scanned = readState(b, input, memory, (all, which) => {
    const shaped = b.reshape(all, stateSize, headLength, heads, sequences);
    return b.fresh([elementsOf(x) + stateSize * inner * sequences], shaped, x, dt, decays, inward, outward, which);
  });
  writeState(b, b.view(scanned, [stateSize * inner * sequences]), memory);
  let y = b.view(scanned, byHead);
  y = b.inPlace(y, b.inPlace(x, b.reshape(b.needed(layer, "ssm_d"), 1, heads)));
  y = b.gated(b.contiguous(z), y);
  const flat = b.view(y, [inner, sequenceTokens, sequences], [y.nb[2], y.nb[3]]);
  const result = b.multiply(out, flat);
  return b.reshape(result, result.ne[0], b.setting.batch);
}
