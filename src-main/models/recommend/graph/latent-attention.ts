import { attend, attendWithCache, store } from "./attention.ts";
import type { GraphBuilder } from "./builder.ts";
import type { Tensor } from "./tensor.ts";

/** Queries of latent attention, from one matrix or two. */
function latentQueries(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  if (!b.layerWeight(layer, "attn_q_a.weight")) return b.linear(input, layer, "attn_q");
  return b.linear(b.layerNorm(b.linear(input, layer, "attn_q_a"), layer, "attn_q_a_norm"), layer, "attn_q_b");
}

/** What keys and values come from, normed, and the part of the keys that carries positions. */
function compress(b: GraphBuilder, layer: number, input: Tensor, rank: number, rope: number) {
  const { batch } = b.setting;
  const both = b.linear(input, layer, "attn_kv_a_mqa");
  const strides = [both.nb[1], both.nb[1]] as const;
  return {
    compressed: b.layerNorm(b.view(both, [rank, batch], strides), layer, "attn_kv_a_norm"),
    positions: b.rope(b.view(both, [rope, 1, batch], strides), b.positions),
  };
}

/** Latent attention with the absorbed matrices: src/models/deepseek2.cpp. */
export function latentAttention(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  const { batch } = b.setting;
  const { kvLoraRank: rank, ropeDimensions: rope } = b.facts.mla ?? { kvLoraRank: 0, ropeDimensions: 0 };
  const heads = b.facts.headCounts[layer] ?? 0;
  const absorb = b.layerWeight(layer, "attn_k_b.weight");
  const nope = absorb?.ne[0] ?? 0;
  const q = b.reshape(latentQueries(b, layer, input), nope + rope, heads, batch);
  const { compressed, positions } = compress(b, layer, input, rank, rope);
  const queryPart = b.view(q, [nope, heads, batch], [q.nb[1], q.nb[2]]);
  const queryPositions = b.rope(b.view(q, [rope, heads, batch], [q.nb[1], q.nb[2]]), b.positions);
  const permuted = b.permute(queryPart, 0, 2, 1, 3);
  const absorbed = absorb ? b.multiply(absorb, permuted) : permuted;
  const queries = b.fresh([rank + rope, heads, batch], b.permute(absorbed, 0, 2, 1, 3), queryPositions);
  const flat = b.reshape(compressed, rank, 1, batch);
  const keys = b.fresh([rank + rope, 1, batch], flat, positions);
  const result = attendLatent(b, layer, queries, keys, flat);
  return b.linear(result, layer, "attn_output");
}

/** Keeps compressed keys, which are the values too, and attends to all that the cache has. `latent`: without what rotates. */
export function attendLatent(b: GraphBuilder, layer: number, queries: Tensor, keys: Tensor, latent: Tensor): Tensor {
  for (const tensor of [queries, latent, keys]) b.expand(tensor);
  store(b, layer, keys, false);
  const decompress = b.layerWeight(layer, "attn_v_b.weight");
  return attend(b, layer, queries, { kvHeads: 1, valueLength: latent.ne[0], decompress });
}

/** Files from before the absorbed matrices: keys and values are made for each head, and cached whole. */
export function unpackedLatentAttention(b: GraphBuilder, layer: number, input: Tensor): Tensor {
  const { batch } = b.setting;
  const { keyLength, valueLength } = b.facts;
  const heads = b.facts.headCounts[layer] ?? 0;
  const rope = b.facts.ropeDimensions ?? 0;
  const rank = b.needed(layer, "attn_kv_b.weight").ne[0];
  const q = b.reshape(latentQueries(b, layer, input), keyLength, heads, batch);
  const { compressed, positions } = compress(b, layer, input, rank, rope);
  const both = b.linear(compressed, layer, "attn_kv_b");
  const strides = [both.nb[1] / heads, both.nb[1]] as const;
  const keys = b.view(both, [keyLength - rope, heads, batch], strides);
  const values = b.contiguous(b.view(both, [valueLength, heads, batch], strides));
  const repeated = b.fresh([rope, heads, batch], positions);
  const projections = {
    queries: b.rope(q, b.positions),
    keys: b.fresh([keyLength, heads, batch], keys, repeated),
    values,
  };
  return b.linear(attendWithCache(b, layer, projections), layer, "attn_output");
}
