import type { GraphBuilder } from "./builder.ts";
import { type Tensor, int32Bytes, newTensor } from "./tensor.ts";

/** `build_ffn` with the matrices whose names end in `suffix` ("" or "_shexp"). */
export function feedForward(b: GraphBuilder, layer: number, input: Tensor, suffix = ""): Tensor {
  const up = b.linear(input, layer, `ffn_up${suffix}`);
  let inner: Tensor;
  if (b.layerWeight(layer, `ffn_gate${suffix}.weight`)) {
    inner = b.fresh(up.ne, b.linear(input, layer, `ffn_gate${suffix}`), up);
  } else if (up.ne[0] === 2 * (b.layerWeight(layer, `ffn_down${suffix}.weight`)?.ne[0] ?? 0)) {
    // Gate and up in one matrix.
    inner = b.fresh([up.ne[0] / 2, up.ne[1]], up);
  } else inner = b.inPlace(up);
  return b.linear(inner, layer, `ffn_down${suffix}`);
}

/** Which experts each token goes to, and with what weight. */
function choose(
  b: GraphBuilder,
  layer: number,
  input: Tensor,
  given: Tensor | null,
): { chosen: Tensor; shares: Tensor } {
  const batch = input.ne[1];
  const used = b.facts.experts?.used ?? 1;
  const logits = given ?? b.linear(input, layer, "ffn_gate_inp");
  const count = logits.ne[0];
  const { gating } = b.style;
  const chances = gating === "softmax-of-chosen" ? logits : b.inPlace(logits);
  let selection = gating === "sigmoid-after-choice" ? logits : chances;
  const bias = b.layerWeight(layer, "exp_probs_b.bias");
  if (bias) selection = b.inPlace(chances, bias);
  const sorted = newTensor("fresh", int32Bytes, selection.ne, [selection]);
  const chosen = b.view(sorted, [used, batch], [sorted.nb[1]]);
  let shares = b.fresh([1, used, batch], b.reshape(chances, 1, count, batch), chosen);
  if (gating === "softmax-of-chosen") shares = b.reshape(b.inPlace(b.reshape(shares, used, batch)), 1, used, batch);
  if (b.style.normalizesShares) {
    const flat = b.reshape(shares, used, batch);
    const sum = b.inPlace(b.fresh([1, batch], flat));
    shares = b.reshape(b.inPlace(flat, sum), 1, used, batch);
  }
  b.expand(shares);
  return { chosen, shares };
}

/** LLAMA_MAX_EXPERTS: the engine refuses a file that names more, so no graph is built for what a header claims beyond it. */
const engineExpertsAtMost = 1024;

/** `build_moe_ffn`. `logits`: of the router, where it does not read `input`. */
export function expertFeedForward(b: GraphBuilder, layer: number, input: Tensor, logits: Tensor | null = null): Tensor {
  const used = b.facts.experts?.used ?? 1;
  const [width, batch] = input.ne;
  const { chosen, shares } = choose(b, layer, input, logits);
  const first = b.style.gating === "sigmoid-after-choice";
  let rows = b.reshape(input, width, 1, batch);
  if (first) rows = b.inPlace(b.fresh([width, used, batch], rows), shares);
  const through = (name: string, from: Tensor): Tensor | null => {
    const matrices = b.layerWeight(layer, `${name}.weight`);
    if (!matrices) return null;
    const product = b.multiplyExperts(matrices, from, chosen);
    const bias = b.layerWeight(layer, `${name}.bias`);
    return bias ? b.inPlace(product, bias, chosen) : product;
  };
  let inner: Tensor;
  const both = through("ffn_gate_up_exps", rows);
  if (both) {
    const half = both.ne[0] / 2;
    const part = (): Tensor => b.view(both, [half, used, batch], [both.nb[1], both.nb[2]]);
    inner = b.fresh([half, used, batch], part(), part());
  } else {
    const up = through("ffn_up_exps", rows) ?? rows;
    const gate = through("ffn_gate_exps", rows);
    inner = gate ? b.fresh(up.ne, gate, up) : b.inPlace(up);
  }
  let outputs = through("ffn_down_exps", inner) ?? inner;
  if (!first) outputs = b.inPlace(outputs, shares);
  b.expand(outputs);
  const parts = Array.from({ length: Math.min(used, engineExpertsAtMost) }, () =>
    b.view(outputs, [width, batch], [outputs.nb[2]]),
  );
  for (const part of parts) b.expand(part);
  let sum = parts[0] ?? outputs;
  for (const part of parts.slice(1)) {
    sum = b.add(sum, part);
    b.expand(sum);
  }
  return used === 1 ? b.contiguous(sum) : sum;
}
