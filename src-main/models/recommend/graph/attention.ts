import type { GraphBuilder } from "./builder.ts";
import { cacheOwner } from "./cache-owner.ts";
import { type Tensor, isContiguous } from "./tensor.ts";

/** Queries, keys and values of one layer; keys and values are null where an earlier layer's cache is used. */
export interface Projections {
  queries: Tensor;
  keys: Tensor | null;
  values: Tensor | null;
}

/** `build_qkv`: one matrix whose product is cut apart, or three. */
function project(b: GraphBuilder, layer: number, input: Tensor): Projections {
  const { batch } = b.setting;
  const heads = b.facts.headCounts[layer] ?? 0;
  const kvHeads = b.facts.kvHeadCounts[layer] ?? 0;
  const keyLength = b.keyLength(layer);
  const valueLength = b.valueLength(layer);
  if (b.layerWeight(layer, "attn_qkv.weight")) {
    const fused = b.linear(input, layer, "attn_qkv");
    const strides = [keyLength * 4, fused.nb[1]] as const;
    return {
      queries: b.view(fused, [keyLength, heads, batch], strides),
      keys: b.view(fused, [keyLength, kvHeads, batch], strides),
      values: b.view(fused, [valueLength, kvHeads, batch], strides),
    };
  }
  const queries = b.reshape(b.linear(input, layer, "attn_q"), keyLength, heads, batch);
  if (kvHeads === 0) return { queries, keys: null, values: null };
  const keys = b.linear(input, layer, "attn_k");
  // Gemma 4's full layers take the keys for values too.
  const values = b.layerWeight(layer, "attn_v.weight") ? b.linear(input, layer, "attn_v") : keys;
  return {
    queries,
    keys: b.reshape(keys, keyLength, kvHeads, batch),
    values: b.reshape(values, valueLength, kvHeads, batch),
  };
}

/** Stores keys and values; without flash attention the values go in transposed (`llama_kv_cache::cpy_v`). */
export function store(b: GraphBuilder, layer: number, tensor: Tensor, values: boolean): void {
  const { cells, keyIndices, valueIndices } = b.cache(layer);
  const { batch, sequences, flashAttention, cacheElementBytes } = b.setting;
  const width = tensor.ne[0] * tensor.ne[1];
  const stored = b.stored(b.setting.cacheDevices[layer] ?? b.cpu, cacheElementBytes, width, cells * sequences);
  let rows: Tensor;
  if (!values || flashAttention) rows = b.view(tensor, [width, batch], [tensor.nb[2]]);
  else {
    const whole = isContiguous(tensor) ? b.reshape(tensor, width, batch) : b.contiguous(tensor, [width, batch]);
    const widest = b.widestValues;
    const padded = width < widest ? b.fresh([widest, batch], whole) : whole;
    rows = b.reshape(padded, 1, padded.ne[0] * batch);
  }
  b.expand(b.write(stored, rows, values ? valueIndices : keyIndices));
}

export interface Cached {
  kvHeads: number;
  valueLength: number;
  /** Latent attention's matrix from the compressed values to those of the heads. */
  decompress: Tensor | null;
}

/** `build_attn_mha`, for each sequence apart. */
export function attend(b: GraphBuilder, layer: number, queries: Tensor, inCache: Cached): Tensor {
  const { kvHeads, valueLength, decompress } = inCache;
  const { batch, sequences, flashAttention, cacheElementBytes } = b.setting;
  const { sequenceTokens: tokens } = b;
  const { cells, mask } = b.cache(layer);
  const [length, heads] = queries.ne;
  const q = b.permute(b.view(queries, [length, heads, tokens, sequences], [queries.nb[1], queries.nb[2]]), 0, 2, 1, 3);
  const cached = (width: number): Tensor => {
    const whole = b.stored(b.setting.cacheDevices[layer] ?? b.cpu, cacheElementBytes, width, kvHeads, cells, sequences);
    return b.permute(b.view(whole, whole.ne), 0, 2, 1, 3);
  };
  const keys = cached(length);
  const values = cached(valueLength);
  const sinks = b.layerWeight(layer, "attn_sinks.weight");
  let result: Tensor;
  if (flashAttention) {
    result = b.fresh([valueLength, heads, tokens, sequences], q, keys, values, mask, ...(sinks ? [sinks] : []));
    result.followsWeights = false;
    if (decompress) {
      const wide = b.multiply(decompress, b.permute(result, 0, 2, 1, 3));
      result = b.contiguous(b.permute(wide, 0, 2, 1, 3));
    }
    result = b.reshape(result, result.ne[0] * result.ne[1], batch);
  } else {
    let scores = b.fresh([cells, tokens, heads, sequences], keys, q);
    scores = b.inPlace(scores, mask, ...(sinks ? [sinks] : []));
    // A compressed value is the key itself, which is not stored transposed.
    const transposed = decompress ? b.contiguous(values, [cells, valueLength, kvHeads, sequences]) : values;
    let mixed = b.fresh([valueLength, tokens, heads, sequences], transposed, scores);
    if (decompress) mixed = b.multiply(decompress, mixed);
    result = b.contiguous(b.permute(mixed, 0, 2, 1, 3), [mixed.ne[0] * heads, batch]);
  }
  b.expand(result);
  return result;
}

/** Projections, rotation, cache, attention and output matrix of one layer. */
export function attention(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  let { queries, keys, values } = project(b, layer, input);
  if (b.style.wideHeadNorms) {
    // Over all heads at once, before the heads are separated; a view more or less makes no difference.
    queries = b.layerNorm(queries, layer, "attn_q_norm");
    if (keys) keys = b.layerNorm(keys, layer, "attn_k_norm");
  } else {
    if (b.layerWeight(layer, "attn_q_norm.weight")) queries = b.layerNorm(queries, layer, "attn_q_norm");
    if (keys && b.layerWeight(layer, "attn_k_norm.weight")) keys = b.layerNorm(keys, layer, "attn_k_norm");
  }
  if (values && b.style.valueNorm) values = b.inPlace(values);
  if (b.style.rotates(layer)) {
    queries = b.rope(queries, b.positions);
    if (keys) keys = b.rope(keys, b.positions);
  } else if (b.style.scalesByPosition) queries = b.inPlace(queries, b.positionScale);
  if (b.style.scalesQueries) queries = b.inPlace(queries);
  const result = attendWithCache(b, layer, { queries, keys, values });
  return b.linear(result, layer, "attn_output");
}

/** Keeps the keys and values, and attends to all that the cache has (`build_attn`, without the output's matrix). */
export function attendWithCache(b: GraphBuilder, layer: number, projections: Projections): Tensor {
  let { queries, keys, values } = projections;
  const kvHeads = b.facts.kvHeadCounts[cacheOwner(b.facts, layer)] ?? 1;
  const { keyRotation, valueRotation } = b.cache(layer);
  if (keyRotation) {
    queries = b.hadamard(queries, keyRotation);
    if (keys) keys = b.hadamard(keys, keyRotation);
  }
  if (values && valueRotation) values = b.hadamard(values, valueRotation);
  b.expand(queries);
  // The two caches' functions differ in this order.
  const order = b.facts.slidingWindowTokens === null ? [values, keys] : [keys, values];
  for (const tensor of order) if (tensor) b.expand(tensor);
  if (keys) store(b, layer, keys, false);
  if (values) store(b, layer, values, true);
  const result = attend(b, layer, queries, { kvHeads, valueLength: b.valueLength(layer), decompress: null });
  return valueRotation ? b.hadamard(result, valueRotation) : result;
}
