import type { ModelFacts } from "../contract/model.ts";
import { tensorSlots } from "./tensor-slots.ts";

/** How many values one token takes in the tensors of the engine's graph that decide its peak; all in elements. */
export interface GraphWidths {
  embedding: number;
  vocabulary: number;
  /** Queries of the widest layer, and queries with keys and values. */
  queries: number;
  attention: number;
  /** Heads of the widest layer. */
  heads: number;
  /** Gate, up and their product in the dense feed-forward part. */
  feedForward: number;
  /** The same over the experts that one token uses, and their outputs side by side. */
  expertFeedForward: number;
  expertOutputs: number;
  expertsUsed: number;
  /** Recurrent layers: the projected input with what is convolved, and what the state is read into. */
  recurrent: number;
  recurrentInput: number;
  stateWidth: number;
  /** Queries, keys and values come out of one matrix and are cut apart. */
  fused: boolean;
  /** Absorbed queries of latent attention. */
  latentQueries: number;
}

function widths(facts: ModelFacts): GraphWidths {
  const heads = Math.max(0, ...facts.headCounts);
  const kvHeads = Math.max(0, ...facts.kvHeadCounts);
  const queries = heads * Math.max(facts.keyLength, facts.valueLength);
  const used = facts.experts?.used ?? 0;
  let feedForward = 0;
  let expertRows = 0;
  let projected = 0;
  let fused = false;
  const gated = new Set<number>();
  const slots = tensorSlots(facts);
  for (const slot of slots) if (slot.category === "ffn-gate" && slot.quantizable) gated.add(slot.layer);
  for (const slot of slots) {
    const rows = slot.shape[1] ?? 0;
    if (slot.category === "attention-qkv") fused = true;
    if (slot.name.endsWith("ssm_in.weight")) projected = Math.max(projected, rows);
    if (slot.category !== "ffn-up" || !slot.name.endsWith(".weight")) continue;
    if (slot.expert) expertRows = Math.max(expertRows, rows);
    else {
      // Gate and up from one matrix of twice the width leave one product of half of it.
      const halved = !gated.has(slot.layer) && rows === 2 * (facts.feedForwardLengths[slot.layer] ?? 0);
      feedForward = Math.max(feedForward, halved ? 1.5 * rows : gated.has(slot.layer) ? 3 * rows : 2 * rows);
    }
  }
  return {
    embedding: facts.embeddingLength,
    vocabulary: facts.vocabularySize,
    queries,
    attention: queries + kvHeads * (facts.keyLength + facts.valueLength),
    heads,
    feedForward,
    expertFeedForward: expertRows * used,
    expertOutputs: expertRows > 0 ? facts.embeddingLength * used : 0,
    expertsUsed: expertRows > 0 ? used : 0,
    recurrent: facts.ssm ? 2 * projected + 3 * facts.ssm.innerSize : 0,
    recurrentInput: facts.ssm ? projected : 0,
    stateWidth: facts.ssm ? facts.ssm.innerSize : 0,
    fused,
    latentQueries: facts.mla ? heads * (facts.mla.kvLoraRank + facts.mla.ropeDimensions) : 0,
  };
}

const cache = new WeakMap<ModelFacts, GraphWidths>();

export function graphWidths(facts: ModelFacts): GraphWidths {
  let known = cache.get(facts);
  if (!known) cache.set(facts, (known = widths(facts)));
  return known;
}
