import type { ModelFacts } from "../../../src-shared/contract/index.ts";
import { onceByShape } from "./alike-models.ts";
import { mayFlash } from "./cache-refusal.ts";
import type { ComputeNeed, ComputePlan } from "./graph/compute-need.ts";
import { paddedContext, slidingCells } from "./kv-cache.ts";
import type { LayerRange, LayerSplit } from "./layer-split.ts";
import { tensorEvidence } from "./tensor-evidence.ts";
import { tensorSlots } from "./tensor-slots.ts";

/**
 * Working memory where the engine's graph is not known: no less than any graph of such tensors can need. Everything that one
 * layer's matrices give is counted as if it lived at the same time, though the engine lets most of it go in between.
 */

const float32Bytes = 4;
const float16Bytes = 2;
/** Rows of the embedding's width that live beside the layer's own, and beside the logits: the stream, its norm, their sums. */
const streamRows = 6;
/** Of what does not live at the peak so much may still be in its way, as gaps that nothing fits into. */
const gapShare = 1 / 3;
/** Whole numbers for each token that say where it goes. */
const indexRows = 16;
/** Rows of the embedding's width that cross over from the CPU: embeddings, the place for those from elsewhere, positions, their sum. */
const crossingRows = 4;
/** Of each score of an index, what it becomes on the way: itself, the sorted ones, the picked ones. */
const scoreCopies = 3;
/**
 * Architectures whose output is a product with the embedding itself, in its place, and not with a copy beside the last
 * layer.
 */
const embeddingAsOutput: ReadonlySet<string> = new Set(["bitnet"]);
/**
 * Architectures whose linear attention gets, for each pair of a batch's tokens in each head, how one fades for the
 * other.
 */
const fadesByPairs: ReadonlySet<string> = new Set(["minimax-01"]);
/** Architectures that copy their logits, to leave out those of pictures. */
const writesLogitsTwice: ReadonlySet<string> = new Set(["chameleon"]);
/** Tokens that share a compressed key (DeepSeek 4), where they are fewest. */
const fewestCompressed = 4;
/** llama.cpp overlaps batches over several GPUs, with this many copies of what crosses from one to the next. */
const pipelineCopies = 4;

/** Values that one token takes in each layer: what its matrices give, an expert's as often as experts are used. */
function layerWidths(facts: ModelFacts): Float64Array {
  const widths = new Float64Array(facts.blockCount);
  const used = facts.experts?.used ?? 1;
  for (const slot of tensorSlots(facts)) {
    if (slot.place !== "layer" || slot.layer < 0 || slot.layer >= widths.length || slot.shape.length < 2) continue;
    const rows = slot.expert ? (slot.shape[1] ?? 1) * used : slot.rows;
    // A product and what an activation makes of it.
    widths[slot.layer] = (widths[slot.layer] ?? 0) + 2 * rows;
  }
  return widths;
}

const widthsOf = onceByShape(layerWidths);

interface Batch {
  tokens: number;
  /** Bytes of a row of single values, one for each token. */
  valueBytes: number;
  maskBytes: number;
  /** Bytes of one value for each token that a token may see. */
  seenBytes: number;
  cells: number;
  flashAttention: boolean;
}

function batchOf(facts: ModelFacts, plan: ComputePlan): Batch {
  const cells = paddedContext(plan.contextTokens);
  const slides = facts.slidingPattern?.some(Boolean) ?? false;
  const tokens = Math.min(plan.batchTokens, plan.contextTokens * plan.sequences) + plan.sequences - 1;
  const seen = cells + (slides ? slidingCells(facts, plan) : 0);
  const flashAttention = plan.flashAttention && mayFlash(facts);
  const seenBytes = tokens * seen * float32Bytes;
  const maskBytes = tokens * seen * (flashAttention ? float16Bytes : float32Bytes);
  // Scores are of the existing keys: those of the window, and of the rest one for several tokens.
  const scored = facts.compressedKeys ? slidingCells(facts, plan) + cells / fewestCompressed : cells;
  return { tokens, valueBytes: float32Bytes * tokens, maskBytes, seenBytes, cells: scored, flashAttention };
}

function deviceBytes(facts: ModelFacts, plan: ComputePlan, range: LayerRange, batch: Batch): number {
  if (range.to <= range.from && !range.output) return 0;
  const widths = widthsOf(facts).subarray(range.from, range.to);
  const stream = streamRows * facts.embeddingLength;
  const evidence = tensorEvidence(facts).slice(range.from, range.to);
  const heads = Math.max(0, ...facts.headCounts, ...evidence.map((layer) => layer.heads));
  const scores = batch.flashAttention ? 0 : 2 * heads * batch.cells;
  const layers = widths.reduce((widest, width) => Math.max(widest, width + stream + scores), 0);
  const logits = facts.vocabularySize * (writesLogitsTwice.has(facts.architecture) ? 2 : 1);
  const output = range.output ? logits + stream : 0;
  // A state is read, and a new one is written beside what is read out of it.
  const state = evidence.reduce((most, layer, i) => {
    const { convolution = 0, recurrence = 0 } = facts.layerStates?.[range.from + i] ?? {};
    return Math.max(most, layer.state, convolution + recurrence);
  }, 0);
  const indexed = evidence.reduce((most, { index }) => Math.max(most, index.scores), 0);
  const index = indexed === 0 ? 0 : scoreCopies * (indexed + 1) * batch.seenBytes;
  const values = Math.max(layers, output) + gapShare * Math.min(layers, output);
  return batch.valueBytes * values + batch.maskBytes + index + 2 * float32Bytes * plan.sequences * state;
}

/**
 * Positions, rows of the cache and the like; without flash attention there is one for each value that is written. An
 * index has separate masks, by cell and by position.
 */
function inputBytes(facts: ModelFacts, batch: Batch): number {
  const { tokens, valueBytes, maskBytes, seenBytes, flashAttention } = batch;
  const evidence = tensorEvidence(facts);
  const values = evidence.reduce((most, layer) => Math.max(most, layer.values), 0);
  const indexMasks = evidence.some(({ index }) => index.scores > 0) ? maskBytes + seenBytes : 0;
  const pairs = fadesByPairs.has(facts.architecture) ? tokens * Math.max(...facts.headCounts) : 0;
  return valueBytes * (indexRows + pairs + (flashAttention ? 0 : 2 * values)) + indexMasks;
}

/** What the CPU gives out though all layers are elsewhere. */
function embeddingOutputBytes({ architecture, tiedEmbeddings, vocabularySize }: ModelFacts, batch: Batch): number {
  return tiedEmbeddings && embeddingAsOutput.has(architecture) ? batch.valueBytes * vocabularySize : 0;
}

/** `largestMatrixBytes`: what a GPU borrows of the CPU's layers at one time. */
export function carefulCompute(
  facts: ModelFacts,
  plan: ComputePlan,
  split: LayerSplit,
  largestMatrixBytes: number,
): ComputeNeed {
  const batch = batchOf(facts, plan);
  const crossing = crossingRows * batch.valueBytes * facts.embeddingLength + batch.maskBytes + inputBytes(facts, batch);
  const copies = split.gpus.length > 1 ? pipelineCopies : 1;
  const lends = plan.backend === "cuda" || plan.backend === "vulkan";
  const gpuBytes = split.gpus.map((range, i) => {
    const bytes = deviceBytes(facts, plan, range, batch);
    return bytes === 0 ? 0 : bytes + copies * crossing + (lends && i === 0 ? largestMatrixBytes : 0);
  });
  // Experts that stay behind while their layers are elsewhere work here too.
  const experts = { ...split.cpuExperts, output: false };
  const own = Math.max(deviceBytes(facts, plan, split.cpu, batch), deviceBytes(facts, plan, experts, batch));
  const output = split.cpu.output ? 0 : embeddingOutputBytes(facts, batch);
  return { cpuBytes: Math.max(own, output) + copies * crossing, gpuBytes };
}
