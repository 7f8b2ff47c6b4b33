import { convolve } from "./mamba.ts";
import type { GraphBuilder } from "./builder.ts";
import { type StateInput, layerState, readState, stateMemory } from "./state.ts";
import type { Tensor } from "./tensor.ts";

/** LFM2's gated convolution (`build_shortconv_block` in src/models/lfm2.cpp). */
export function shortConvolution(b: GraphBuilder, input: StateInput, hidden: Tensor, layer: number): Tensor {
  const { sequences } = b.setting;
  const { sequenceTokens } = b;
  const kernel = b.needed(layer, "shortconv.conv.weight");
  const channels = kernel.ne[1];
  const perSequence = b.reshape(hidden, hidden.ne[0], sequenceTokens, sequences);
  const all = b.multiply(b.needed(layer, "shortconv.in_proj.weight"), perSequence);
  const third = (): Tensor => b.view(all, [channels, sequenceTokens, sequences], [all.nb[1], all.nb[2]]);
  const [factor, gate, value] = [third(), third(), third()];
  const columns = b.transpose(b.inPlace(factor, value));
  const memory = stateMemory(b, layer, layerState(b, layer).convolution);
  const kept = b.reshape(readState(b, input, memory), kernel.ne[0] - 1, channels, sequences);
  const convolved = convolve(b, kept, columns, kernel, memory);
  const out = b.multiply(b.needed(layer, "shortconv.out_proj.weight"), b.inPlace(gate, convolved));
  return b.reshape(out, out.ne[0], b.setting.batch);
}
