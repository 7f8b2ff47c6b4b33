import { type KvType, type ModelFacts, kvTypes } from "../../../src-shared/contract/index.ts";
import { bitsPerWeight, isKnownArchitecture } from "../../ground/core/index.ts";
import { onceByShape } from "./alike-models.ts";
import { tensorEvidence } from "./tensor-evidence.ts";

/** llama.cpp pads a context to this many cells (`llama_context`). */
export const contextPaddingTokens = 256;

export function paddedContext(tokens: number): number {
  return Math.ceil(tokens / contextPaddingTokens) * contextPaddingTokens;
}

/** Bytes of one cached element. */
export function kvElementBytes(type: KvType): number {
  return bytesByType[type];
}

const bytesByType = Object.fromEntries(
  kvTypes.map((type) => [type, (bitsPerWeight(type.toUpperCase()) ?? 16) / 8]),
) as Record<KvType, number>;

/** Elements of keys and values that each layer keeps for one token, summed from the first layer on. */
interface KvLayout {
  /** Layers that see the whole context: keys, values, and values padded to the widest layer (without flash attention). */
  fullKeys: Float64Array;
  fullValues: Float64Array;
  fullPaddedValues: Float64Array;
  /** Layers that see a window. */
  slidingKeys: Float64Array;
  slidingValues: Float64Array;
  slidingPaddedValues: Float64Array;
  /** Bytes of recurrent state of the first n layers, for one sequence. */
  stateBytes: Float64Array;
}

const float32Bytes = 4;

/** Elements of a token, in a layer that keeps none. */
const noCache = { keys: 0, values: 0, padded: 0 };

function layout(facts: ModelFacts): KvLayout {
  const count = facts.blockCount;
  const make = (): Float64Array => new Float64Array(count + 1);
  const sums: KvLayout = {
    fullKeys: make(),
    fullValues: make(),
    fullPaddedValues: make(),
    slidingKeys: make(),
    slidingValues: make(),
    slidingPaddedValues: make(),
    stateBytes: make(),
  };
  const valueLengthOf = (layer: number): number =>
    ((facts.slidingPattern?.[layer] ?? false) ? facts.slidingValueLength : undefined) ?? facts.valueLength;
  const widestValues = facts.kvHeadCounts.reduce(
    (most, heads, layer) => Math.max(most, heads * valueLengthOf(layer)),
    0,
  );
  // For an unchecked architecture the larger counts: what the metadata say, or what the tensors say.
  const evidence = isKnownArchitecture(facts.architecture) ? null : tensorEvidence(facts);
  const widestEvidence = evidence?.reduce((most, { values }) => Math.max(most, values), 0) ?? 0;
  const add = (sum: Float64Array, layer: number, value: number): void => {
    sum[layer + 1] = (sum[layer] ?? 0) + value;
  };
  for (let layer = 0; layer < count; layer++) {
    const heads = facts.kvHeadCounts[layer] ?? 0;
    const seen = evidence?.[layer];
    // Whether it slides is not known either, so that the whole context is counted.
    const slides = !evidence && facts.slidingWindowTokens !== null && (facts.slidingPattern?.[layer] ?? false);
    const keyLength = (slides ? facts.slidingKeyLength : null) ?? facts.keyLength;
    const valueLength = (slides ? facts.slidingValueLength : null) ?? facts.valueLength;
    // Latent attention keeps one compressed key for all heads, and no value.
    const latent = heads > 0 ? facts.mla : null;
    const statedKeys = latent ? latent.kvLoraRank + latent.ropeDimensions : heads * keyLength;
    const statedValues = latent ? 0 : heads * valueLength;
    // A layer that is said to keep a state, and no heads of keys, has its matrices for that.
    const recurs = heads === 0 && (facts.recurrentLayers?.[layer] ?? false);
    const keys = Math.max(statedKeys, recurs ? 0 : (seen?.keys ?? 0)) + (seen?.index.keys ?? 0);
    const values = Math.max(statedValues, recurs ? 0 : (seen?.values ?? 0)) + (seen?.index.values ?? 0);
    // Of an unknown architecture, a layer without heads may have a cache all the same, which is then as wide as the widest.
    const none = values === 0 && (seen === undefined || recurs || facts.mla !== null);
    const padded = none ? 0 : Math.max(widestValues, widestEvidence) + (seen?.index.values ?? 0);
    const own = { keys, values, padded };
    let [full, sliding] = slides ? [noCache, own] : [own, noCache];
    if (facts.compressedKeys) {
      full = { ...noCache, keys: facts.compressedKeys[layer] ?? 0 };
      sliding = { ...noCache, keys: keyLength };
    }
    add(sums.fullKeys, layer, full.keys);
    add(sums.fullValues, layer, full.values);
    add(sums.fullPaddedValues, layer, full.padded);
    add(sums.slidingKeys, layer, sliding.keys);
    add(sums.slidingValues, layer, sliding.values);
    add(sums.slidingPaddedValues, layer, sliding.padded);
    const state = facts.layerStates?.[layer];
    const stated = state ? state.convolution + state.recurrence : 0;
    add(sums.stateBytes, layer, Math.max(stated, seen?.state ?? 0) * float32Bytes);
  }
  return sums;
}

const layoutOf = onceByShape(layout);

export interface KvRequest {
  contextTokens: number;
  kvType: KvType;
  batchTokens: number;
  flashAttention: boolean;
  /** Answers at one time: each has all the cells, because node-llama-cpp keeps their caches apart. */
  sequences: number;
}

/** Cells of one sequence that a layer with a sliding window keeps: `llama_kv_cache_iswa`. */
export function slidingCells(facts: ModelFacts, request: Pick<KvRequest, "contextTokens" | "batchTokens">): number {
  const cells = paddedContext(request.contextTokens);
  if (facts.slidingWindowTokens === null) return cells;
  return Math.min(cells, paddedContext(Math.min(cells, facts.slidingWindowTokens + request.batchTokens)));
}

const between = (sums: Float64Array, from: number, to: number): number => (sums[to] ?? 0) - (sums[from] ?? 0);

/**
 * Bytes of the KV cache of the layers `from` up to and without `to`.
 * Per layer and sequence: cells x key-value heads x (key length x bytes + value length x bytes).
 */
export function kvBytes(facts: ModelFacts, request: KvRequest, from: number, to: number): number {
  const sums = layoutOf(facts);
  const elementBytes = kvElementBytes(request.kvType);
  const values = request.flashAttention ? sums.fullValues : sums.fullPaddedValues;
  const slidingValues = request.flashAttention ? sums.slidingValues : sums.slidingPaddedValues;
  const full = between(sums.fullKeys, from, to) + between(values, from, to);
  const sliding = between(sums.slidingKeys, from, to) + between(slidingValues, from, to);
  const elements = full * paddedContext(request.contextTokens) + sliding * slidingCells(facts, request);
  return request.sequences * elements * elementBytes;
}

/** Bytes of recurrent state of the layers `from` up to and without `to`; does not grow with the context. */
export function stateBytes(facts: ModelFacts, from: number, to: number, sequences: number): number {
  return sequences * between(layoutOf(facts).stateBytes, from, to);
}

/** Bytes that reading the cache costs for one token of one answer, with this share of the context full. */
export function kvReadBytes(facts: ModelFacts, request: KvRequest, from: number, to: number, share: number): number {
  const { kvType, batchTokens, flashAttention } = request;
  const contextTokens = Math.max(1, Math.round(request.contextTokens * share));
  return kvBytes(facts, { contextTokens, kvType, batchTokens, flashAttention, sequences: 1 }, from, to);
}
