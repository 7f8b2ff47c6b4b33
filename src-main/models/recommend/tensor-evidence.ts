import type { ModelFacts } from "../../../src-shared/contract/index.ts";
import { onceByShape } from "./alike-models.ts";
import { tensorSlots } from "./tensor-slots.ts";

/** What a layer's tensors alone say that it keeps for each token, and for each sequence; all in elements. */
export interface LayerEvidence {
  keys: number;
  values: number;
  /** Heads of queries, counted as small as heads are. */
  heads: number;
  state: number;
  index: IndexEvidence;
}

/**
 * Sparse attention picks the tokens that it sees by an index, whose keys are in a cache beside the others
 * (`llama_kv_cache_dsa`, `_msa`).
 */
export interface IndexEvidence {
  keys: number;
  values: number;
  /** Scores that live at one time for each token that may be seen. */
  scores: number;
}

/** The narrowest head that is common: with it, heads are rather too many than too few. */
const narrowHead = 64;
/** State per channel where only the recurrence's decay shows that one exists: the widest that is common. */
const assumedStateSize = 128;

type Shapes = ReadonlyMap<string, readonly number[]>;

const rowsOf = (shapes: Shapes, name: string): number => shapes.get(name)?.[1] ?? 0;

function attentionEvidence(shapes: Shapes, embeddingLength: number): Pick<LayerEvidence, "keys" | "values" | "heads"> {
  const output = shapes.get("attn_output.weight")?.[0] ?? embeddingLength;
  const queries = Math.max(rowsOf(shapes, "attn_q.weight"), rowsOf(shapes, "attn_q_b.weight"));
  const heads = Math.ceil(Math.max(queries, output) / narrowHead);
  const fused = rowsOf(shapes, "attn_qkv.weight");
  if (fused > 0) {
    // What is not queries is keys and values in equal parts.
    const rest = fused > output ? fused - output : (2 * fused) / 3;
    return { keys: Math.ceil(rest / 2), values: Math.ceil(rest / 2), heads };
  }
  const expanded = rowsOf(shapes, "attn_kv_b.weight");
  if (expanded > 0) return { keys: expanded, values: expanded, heads };
  const latent = rowsOf(shapes, "attn_kv_a_mqa.weight");
  if (latent > 0) return { keys: latent, values: 0, heads };
  return { keys: rowsOf(shapes, "attn_k.weight"), values: rowsOf(shapes, "attn_v.weight"), heads };
}

function indexEvidence(shapes: Shapes, valueLength: number): IndexEvidence {
  // DeepSeek's heads are summed up in one operation; its latent cache has no values, and neither has its index.
  const summed = rowsOf(shapes, "indexer.attn_k.weight");
  if (summed > 0) return { keys: summed, values: 0, scores: 1 };
  const apart = rowsOf(shapes, "indexer.k_proj.weight");
  if (apart === 0) return { keys: 0, values: 0, scores: 0 };
  // Its cache has values, as wide as one head's, though nothing is kept in them.
  return {
    keys: apart,
    values: Math.max(apart, valueLength),
    scores: Math.ceil(rowsOf(shapes, "indexer.q_proj.weight") / apart),
  };
}

function recurrentEvidence(shapes: Shapes, embeddingLength: number): number {
  let state = 0;
  for (const [name, shape] of shapes) {
    const [first = 1, second = 1] = shape;
    if (/^(ssm_conv1d|shortconv\.conv)/.test(name) && name.endsWith("weight")) {
      state += (first - 1) * shape.slice(1).reduce((product, length) => product * length, 1);
    }
    if (name === "ssm_a") {
      // Mamba names its state's width here; its successors only the number of heads.
      const inner = shapes.get("ssm_out.weight")?.[0] ?? 2 * embeddingLength;
      state += first > 1 && shape.length > 1 ? first * second : inner * assumedStateSize;
    }
    if (/^time_mix_(output|receptance)\.weight$/.test(name))
      state = Math.max(state, embeddingLength * (assumedStateSize + 2));
  }
  return state;
}

function collect(facts: ModelFacts): LayerEvidence[] {
  const layers = Array.from({ length: facts.blockCount }, () => new Map<string, readonly number[]>());
  for (const { name, layer, shape } of tensorSlots(facts)) {
    const part = /^blk\.\d+\.(.*)$/.exec(name)?.[1];
    if (part !== undefined) layers[layer]?.set(part, shape);
  }
  return layers.map((shapes, layer) => {
    const state = recurrentEvidence(shapes, facts.embeddingLength);
    const attention = attentionEvidence(shapes, facts.embeddingLength);
    const index = indexEvidence(shapes, facts.valueLength);
    const saysNothing = attention.keys + attention.values + state === 0 && (facts.kvHeadCounts[layer] ?? 0) === 0;
    // A layer of unknown tensors may attend with all heads; one that only feeds forward has a name for it.
    if (!saysNothing || isFeedForwardOnly(shapes)) return { ...attention, state, index };
    return { ...attention, keys: facts.embeddingLength, values: facts.embeddingLength, state, index };
  });
}

function isFeedForwardOnly(shapes: Shapes): boolean {
  return [...shapes].every(([name, shape]) => shape.length < 2 || name.startsWith("ffn_") || name.includes("norm"));
}

/** For unchecked architectures, whose metadata may be missing or mean something else. */
export const tensorEvidence: (facts: ModelFacts) => readonly LayerEvidence[] = onceByShape(collect);
