import type { ModelFacts } from "../contract/model.ts";
import { type GraphWidths, graphWidths } from "./graph-widths.ts";
import { type ComputeNeed, type ComputePlan, computeByGraph } from "./graph/compute-need.ts";
import { paddedContext, slidingCells } from "./kv-cache.ts";
import type { LayerRange, LayerSplit } from "./layer-split.ts";

/**
 * Working memory of the engine's worst graph, for models with recurrent layers; attention alone is built as the engine builds it
 * (`graph/`). A whole batch whose every token wants logits, which is what node-llama-cpp reserves.
 * llama.cpp lays the graph's tensors out so that those that live at one time do not overlap; the peak is the largest of a few
 * moments, and each moment below is the list of what lives then. The lists were read off llama.cpp's own answers
 * (test/fixtures/engine-truth), rounded up where they vary by a row or two.
 */

const float32Bytes = 4;
/** llama.cpp overlaps batches over several GPUs, with so many copies of what crosses from one to the next. */
const pipelineCopies = 4;

interface Moment {
  /** Tokens in a batch. */
  batch: number;
  widths: GraphWidths;
  /** Bytes of the attention masks. */
  maskBytes: number;
  flashAttention: boolean;
  contextCells: number;
  quantizedCache: boolean;
  /** Some layers see only a window, under a mask of their own. */
  slides: boolean;
}

function momentOf(facts: ModelFacts, plan: ComputePlan): Moment {
  const contextCells = paddedContext(plan.contextTokens);
  const batch = Math.min(plan.batchTokens, plan.contextTokens);
  const slides = facts.slidingWindowTokens !== null && (facts.slidingPattern?.some(Boolean) ?? false);
  const sees = facts.kvHeadCounts.some((heads) => heads > 0);
  const cells = (sees ? contextCells : 0) + (slides ? slidingCells(facts, plan) : 0);
  return {
    batch,
    widths: graphWidths(facts),
    maskBytes: batch * cells * (plan.flashAttention ? 2 : float32Bytes),
    flashAttention: plan.flashAttention,
    contextCells,
    quantizedCache: plan.kvType !== "f16",
    slides,
  };
}

const bytesOf = ({ batch }: Moment, elements: number): number => float32Bytes * batch * elements;

/** Where the feed-forward part is narrower than this many embeddings, what it frees has no room for the rows before the logits. */
const narrowFeedForward = 2.9;

/** The logits, and the rows of the embedding's width beside them. */
function logitsBytes(moment: Moment, onCpu: boolean, layers: boolean): number {
  const { widths, batch } = moment;
  const experts = widths.expertsUsed > 0;
  const widest = Math.max(widths.feedForward / 3, widths.expertFeedForward, widths.expertOutputs);
  const narrow =
    layers && widths.feedForward + widths.expertFeedForward > 0 && widest < narrowFeedForward * widths.embedding;
  // Exact for the plain case; a second mask or a converted cache may take the place that the last row would have had.
  const crowded = moment.slides || moment.quantizedCache || widths.recurrent > 0;
  let rows = (onCpu ? 2 : 1) + (crowded ? 1 : 0) + (crowded && experts ? 1 : 0);
  if (experts && !layers) rows = widths.expertsUsed + 2;
  if (narrow)
    rows = Math.max(rows, onCpu ? 5 : 4) + Math.min(1, moment.maskBytes / (float32Bytes * batch * widths.embedding));
  if (widths.fused) rows = Math.max(rows, onCpu ? 5 : 4);
  const beside = rows * widths.embedding;
  const latent = widths.latentQueries > 0 && layers ? 2 * widths.latentQueries + (onCpu ? 2 : 1) * widths.embedding : 0;
  const hybrid =
    widths.recurrent > 0 && widths.heads > 0 && layers ? 2 * widths.recurrentInput + 3 * widths.embedding : 0;
  return bytesOf(moment, widths.vocabulary + Math.max(beside, latent, hybrid));
}

/** Gate, up and product of the experts that a token uses, where their weights are on the CPU and nothing else of the layer is. */
function lentExpertBytes(moment: Moment): number {
  const { widths } = moment;
  return bytesOf(moment, Math.max(3 * widths.expertFeedForward, 2 * widths.expertOutputs));
}

/** Gate, up and product of the feed-forward part beside the residual stream; of experts elsewhere only their outputs come. */
function feedForwardBytes(moment: Moment, onCpu: boolean, expertsElsewhere: boolean): number {
  const { widths, maskBytes } = moment;
  const stream = 3 * widths.embedding + (onCpu ? Math.max(widths.embedding, widths.queries) : 0);
  const dense = widths.feedForward + stream;
  let experts = 0;
  if (expertsElsewhere) experts = widths.expertOutputs + stream;
  else if (widths.expertsUsed > 0) {
    experts = Math.max(
      3 * widths.expertFeedForward + stream,
      2 * widths.expertOutputs + 2 * widths.expertFeedForward + 2 * widths.embedding,
    );
  }
  const rotated = moment.quantizedCache ? widths.embedding : 0;
  return bytesOf(moment, Math.max(dense, experts) + rotated) + maskBytes;
}

/** Without flash attention the products of queries and keys are kept for all heads at once. */
function attentionBytes(moment: Moment): number {
  const { widths, maskBytes } = moment;
  const stream = bytesOf(moment, 3 * widths.embedding + 2 * widths.attention + 3 * widths.latentQueries) + maskBytes;
  return moment.flashAttention ? stream : stream + bytesOf(moment, widths.heads * moment.contextCells);
}

function recurrentBytes(moment: Moment): number {
  const { widths, maskBytes } = moment;
  return widths.recurrent === 0 ? 0 : bytesOf(moment, widths.recurrent + widths.embedding) + maskBytes;
}

interface DeviceWork {
  onCpu: boolean;
  /** All experts of the device's layers are on the CPU. */
  expertsElsewhere: boolean;
  /** The largest matrix that the device fetches from the CPU while it works on the CPU's layers. */
  borrowedBytes: number;
}

const cpuWork: DeviceWork = { onCpu: true, expertsElsewhere: false, borrowedBytes: 0 };

function deviceBytes(moment: Moment, range: LayerRange, work: DeviceWork): number {
  const { onCpu, expertsElsewhere, borrowedBytes } = work;
  const layers = range.to > range.from;
  if (!layers && !range.output) return 0;
  const inLayers =
    layers || borrowedBytes > 0
      ? Math.max(feedForwardBytes(moment, onCpu, expertsElsewhere), attentionBytes(moment), recurrentBytes(moment)) +
        borrowedBytes
      : 0;
  return Math.max(inLayers, range.output ? logitsBytes(moment, onCpu, layers) : 0);
}

/** Inputs and masks on the host when every layer is elsewhere. */
function hostBytes(moment: Moment, copies: number): number {
  const rows = moment.flashAttention ? 2 : 4;
  return bytesOf(moment, rows * moment.widths.embedding) + copies * moment.maskBytes;
}

/**
 * Working memory by device, in bytes, for a split of the layers. With CUDA and Vulkan the first GPU also does the large products of
 * the layers and experts that stayed on the CPU, for which their matrices are copied to it one by one: `largestMatrixBytes`.
 */
export function computeNeed(
  facts: ModelFacts,
  plan: ComputePlan,
  split: LayerSplit,
  largestMatrixBytes: number,
): ComputeNeed {
  if (facts.ssm === null && facts.recurrentLayers === undefined)
    return computeByGraph(facts, plan, split, largestMatrixBytes);
  const moment = momentOf(facts, plan);
  const used = split.gpus.filter((range) => range.to > range.from || range.output).length;
  const onCpu = split.cpu.to > split.cpu.from;
  const { cpuExperts } = split;
  const lends = cpuExperts.to > cpuExperts.from && moment.widths.expertsUsed > 0;
  // llama.cpp does not overlap batches where single tensors were put elsewhere.
  const pipelined = used > 1 && !onCpu && !split.cpu.output && !lends;
  const copies = pipelined ? pipelineCopies : 1;
  const gpuBytes = split.gpus.map((range, i) => {
    // Each copy of what crosses has a mask of its own, the first among them.
    const borrows = i === 0 && (onCpu || lends) && (plan.backend === "cuda" || plan.backend === "vulkan");
    const bytes = deviceBytes(pipelined ? { ...moment, maskBytes: 0 } : moment, range, {
      onCpu: false,
      expertsElsewhere: lends && range.to <= cpuExperts.to,
      borrowedBytes: borrows ? largestMatrixBytes : 0,
    });
    if (!pipelined || bytes === 0) return bytes;
    const { embedding, stateWidth } = moment.widths;
    const crossing = bytesOf(moment, (i === 0 ? 1 : 2) * (embedding + stateWidth)) + moment.maskBytes;
    return bytes + pipelineCopies * crossing;
  });
  const ownBytes = onCpu || split.cpu.output ? deviceBytes(moment, split.cpu, cpuWork) : hostBytes(moment, copies);
  const cpuBytes = lends ? Math.max(ownBytes, hostBytes(moment, copies) + lentExpertBytes(moment)) : ownBytes;
  return { cpuBytes, gpuBytes };
}
