import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

type Ssm = NonNullable<ModelFacts["ssm"]>;
type LayerState = NonNullable<ModelFacts["layerStates"]>[number];

/** Architectures whose every layer is recurrent (`llm_arch_is_recurrent`), whatever heads their files name. */
const onlyRecurrent = new Set(["mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"]);

/** One in this many layers has attention; the others are recurrent, though the file gives all of them heads. */
const attentionIntervals: Readonly<Record<string, number>> = {
  qwen3next: 4,
  qwen35: 4,
  qwen35moe: 4,
  qwen4exp: 4,
  "minimax-01": 8,
};

/** Tokens whose embeddings an RWKV layer keeps where the file does not say (`token_shift_count` in src/llama-hparams.h). */
const assumedShifts = 2;
/** Columns that a delta layer's convolution keeps where the file names no kernel. */
const assumedKeptColumns = 3;

/** Hyperparameters of Mamba and of what counts its state like it; null where the file has none. */
export function mambaShape(metadata: MetadataReader): Ssm | null {
  const convKernel = metadata.count("%s.ssm.conv_kernel");
  const innerSize = metadata.count("%s.ssm.inner_size");
  if (convKernel === null || innerSize === null) return null;
  return {
    convKernel,
    innerSize,
    stateSize: metadata.count("%s.ssm.state_size") ?? 0,
    groupCount: metadata.count("%s.ssm.group_count") ?? 0,
  };
}

interface Widths {
  embeddingLength: number;
  headCounts: readonly number[];
  /** Of an attention key. */
  keyLength: number;
}

/**
 * Elements of a recurrent layer's state for one sequence: what it convolves or shifts, and what it carries on; null for a model
 * without recurrence. Source: `n_embd_r` and `n_embd_s` in llama.cpp's src/llama-hparams.cpp, in their order.
 */
function stateElements(
  metadata: MetadataReader,
  { embeddingLength, headCounts, keyLength }: Widths,
): LayerState | null {
  const wkvHeadSize = metadata.count("%s.wkv.head_size") ?? 0;
  if (wkvHeadSize > 0) {
    const shifts = metadata.count("%s.token_shift_count") ?? assumedShifts;
    return { convolution: shifts * embeddingLength, recurrence: embeddingLength * wkvHeadSize };
  }
  const ssm = mambaShape(metadata);
  const columns = Math.max(0, (metadata.count("%s.ssm.conv_kernel") ?? 0) - 1);
  const recurrence = ssm ? ssm.stateSize * ssm.innerSize : 0;
  const shortConvolution = metadata.count("%s.shortconv.l_cache") ?? 0;
  if (shortConvolution > 0) return { convolution: embeddingLength * (shortConvolution - 1), recurrence };
  const heads = headCounts[0] ?? 0;
  const deltaHeadSize = metadata.count("%s.kda.head_dim") ?? 0;
  if (deltaHeadSize > 0) {
    const kept = metadata.has("%s.ssm.conv_kernel") ? columns : assumedKeptColumns;
    return { convolution: 3 * kept * heads * deltaHeadSize, recurrence: deltaHeadSize * deltaHeadSize * heads };
  }
  if (metadata.architecture === "minimax-01") return { convolution: 0, recurrence: keyLength * keyLength * heads };
  if (ssm === null) return null;
  return { convolution: columns * (ssm.innerSize + 2 * ssm.groupCount * ssm.stateSize), recurrence };
}

/** Layers that only predict further tokens; they are not loaded. They come last. */
export function predictingLayers(metadata: MetadataReader): number {
  return metadata.count("%s.nextn_predict_layers") ?? 0;
}

/** Which layers are recurrent whatever their heads, and which are not; null where `head_count_kv` says it with a 0. */
function statedRecurrence(metadata: MetadataReader, layers: number): boolean[] | null {
  const { architecture } = metadata;
  if (onlyRecurrent.has(architecture)) return new Array<boolean>(layers).fill(true);
  const interval = Object.hasOwn(attentionIntervals, architecture) ? attentionIntervals[architecture] : undefined;
  if (interval === undefined) return null;
  const listed = metadata.counts("%s.attention.recurrent_layers");
  if (listed !== null && listed.length >= layers) return listed.slice(0, layers).map((recurrent) => recurrent !== 0);
  const stated = Math.max(1, metadata.count("%s.full_attention_interval") ?? interval);
  const run = layers - predictingLayers(metadata);
  return Array.from({ length: layers }, (_, layer) => layer < run && (layer + 1) % stated !== 0);
}

/** Heads of keys and values as the cache has them: none where a layer is recurrent instead, or is not run. */
export function attendingHeads(metadata: MetadataReader, stated: readonly number[]): number[] {
  const recurrent = statedRecurrence(metadata, stated.length);
  if (recurrent === null) return [...stated];
  const run = stated.length - predictingLayers(metadata);
  return stated.map((heads, layer) => (recurrent[layer] === true || layer >= run ? 0 : heads));
}

export interface Recurrence {
  recurrentLayers: boolean[];
  layerStates: LayerState[];
}

/**
 * Which layers keep a state, and how large; null for a model without. Falcon-H1 has both attention and a state in every layer;
 * Nemotron-H has layers with neither, which have a feed-forward length instead.
 */
export function recurrenceOf(
  metadata: MetadataReader,
  widths: Widths,
  kvHeadCounts: readonly number[],
  feedForwardLengths: readonly number[],
): Recurrence | null {
  const state = stateElements(metadata, widths);
  if (state === null) return null;
  const { architecture } = metadata;
  const nemotron = architecture.startsWith("nemotron_h");
  const recurrentLayers =
    statedRecurrence(metadata, kvHeadCounts.length) ??
    kvHeadCounts.map(
      (heads, layer) =>
        architecture === "falcon-h1" || (heads === 0 && (!nemotron || (feedForwardLengths[layer] ?? 0) === 0)),
    );
  const none = { convolution: 0, recurrence: 0 };
  return { recurrentLayers, layerStates: recurrentLayers.map((recurrent) => (recurrent ? state : none)) };
}
