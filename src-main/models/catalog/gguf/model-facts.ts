import type { GgufTensor, ModelFacts } from "../../../../src-shared/contract/index.ts";
import { appError, tensorElements } from "../../../ground/core/index.ts";
import { MAX_BLOCKS } from "./gguf-limits.ts";
import { compressedKeys } from "./compressed-keys.ts";
import type { GgufHeader } from "./types.ts";
import { looped, loopsOf } from "./loops.ts";
import { MetadataReader } from "./metadata-reader.ts";
import { modelPurpose } from "./model-purpose.ts";
import { predictingLayers, attendingHeads, mambaShape, recurrenceOf } from "./recurrent-state.ts";
import { recommendedSampling } from "./recommended-sampling.ts";
import { refuseAborting } from "./refuse-aborting.ts";
import { refuseOthers } from "./refuse-others.ts";
import { requireSaneSizes } from "./sane-sizes.ts";
import { slidingWindow } from "./sliding-window.ts";

/** What the facts are taken from: one header, those of all shards joined, or what the catalogue keeps of one. */
export interface HeaderContent extends Pick<GgufHeader, "metadata"> {
  tensors: readonly GgufTensor[];
  /** Null where it is not known how long the header is. */
  headerBytes: number | null;
}

/**
 * Hyperparameters as llama.cpp reads them (`llama_model_base::load_hparams` and src/models), with its defaults.
 * Throws `malformed-gguf` where one is missing that every language model has, `unsupported-model` for other things.
 */
export function modelFacts(header: HeaderContent): ModelFacts {
  const metadata = new MetadataReader(header.metadata);
  const { architecture } = metadata;
  refuseOthers(metadata, header.tensors);
  const blockCount = stated(metadata, "%s.block_count", blocksOf(header.tensors));
  if (blockCount === 0 || blockCount > MAX_BLOCKS) throw appError("malformed-gguf", "layers", { blockCount });
  requireSaneSizes(metadata);
  refuseAborting(metadata, blockCount, header.tensors);
  const embeddingLength = stated(metadata, "%s.embedding_length", embeddingOf(header.tensors));
  if (embeddingLength === 0) throw appError("malformed-gguf", "no-width");
  const headCounts = metadata.perLayer("%s.attention.head_count", blockCount) ?? zeros(blockCount);
  const kvHeadCounts = kvHeads(metadata, blockCount, headCounts);
  const heads = Math.max(0, headCounts[0] ?? 0, ...headCounts);
  const headLength = heads > 0 ? Math.floor(embeddingLength / heads) : 0;
  const sliding = slidingWindow(metadata, blockCount, kvHeadCounts);
  const feedForward = feedForwardLengths(metadata, blockCount);
  const keyLength = metadata.count("%s.attention.key_length") ?? headLength;
  const recurrence = recurrenceOf(metadata, { embeddingLength, headCounts, keyLength }, kvHeadCounts, feedForward);
  const slidingKeyLength = metadata.count("%s.attention.key_length_swa");
  const slidingValueLength = metadata.count("%s.attention.value_length_swa");
  const draftLayers = Math.min(blockCount - 1, predictingLayers(metadata));
  const deepstackLayers = Math.min(blockCount, metadata.count("%s.n_deepstack_layers") ?? 0);
  const complete = isComplete(metadata, header.tensors.length);
  const sampling = recommendedSampling(metadata);
  const purpose = modelPurpose(metadata, header.tensors);
  const contextTokens = metadata.count("%s.context_length");
  const tensors = header.tensors.map(({ name, type, shape }) => ({ name, type, shape }));
  const facts: ModelFacts = {
    architecture,
    name: metadata.name("general.name"),
    parameters: parameterCount(metadata, header, complete),
    blockCount,
    // No model was trained on nothing: the writer of the file did not know.
    trainedContextTokens: contextTokens === 0 ? null : contextTokens,
    embeddingLength,
    vocabularySize: vocabularySize(metadata, header),
    feedForwardLengths: feedForward,
    headCounts,
    kvHeadCounts,
    keyLength,
    valueLength: metadata.count("%s.attention.value_length") ?? headLength,
    ...(slidingKeyLength === null ? {} : { slidingKeyLength }),
    ...(slidingValueLength === null ? {} : { slidingValueLength }),
    slidingWindowTokens: sliding?.windowTokens ?? null,
    slidingPattern: sliding?.pattern ?? null,
    ropeDimensions: metadata.count("%s.rope.dimension_count"),
    experts: experts(metadata, blockCount),
    mla: latentAttention(metadata),
    ssm: mambaShape(metadata),
    ...(recurrence ?? {}),
    ...compressedKeys(metadata, blockCount, keyLength),
    ...(draftLayers > 0 ? { draftLayers } : {}),
    ...(deepstackLayers > 0 ? { deepstackLayers } : {}),
    tiedEmbeddings: complete && !header.tensors.some(({ name }) => name === "output.weight"),
    fileType: metadata.count("general.file_type"),
    tensors: complete ? tensors : null,
    ...(complete || tensors.length === 0 ? {} : { firstTensors: tensors }),
    headerBytes: header.headerBytes,
    chatTemplate: metadata.text("tokenizer.chat_template"),
    ...(sampling === null ? {} : { recommendedSampling: sampling }),
    importanceMatrix: metadata.has("quantize.imatrix.file") || metadata.has("quantize.imatrix.entries_count"),
    sizeLabel: metadata.name("general.size_label"),
    ...(purpose === null ? {} : { purpose }),
  };
  return looped(facts, loopsOf(metadata));
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** What the metadata say, or, where they say nothing, what the tensors show. */
function stated(metadata: MetadataReader, key: string, shown: number | null): number {
  const value = metadata.has(key) ? metadata.count(key) : shown;
  if (value === null) throw appError("malformed-gguf", "lacks", { name: metadata.named(key) });
  return value;
}

/** Layers by the numbers in the tensors' names; null where no name has one. */
function blocksOf(tensors: HeaderContent["tensors"]): number | null {
  let last = -1;
  for (const { name } of tensors) last = Math.max(last, Number(/^blk\.(\d{1,5})\./.exec(name)?.[1] ?? -1));
  return last < 0 ? null : last + 1;
}

function embeddingOf(tensors: HeaderContent["tensors"]): number | null {
  return tensors.find(({ name }) => name === "token_embd.weight")?.shape[0] ?? null;
}

function kvHeads(metadata: MetadataReader, blockCount: number, headCounts: readonly number[]): number[] {
  const stated = metadata.perLayer("%s.attention.head_count_kv", blockCount) ?? [...headCounts];
  const cached = cachingLayers(metadata, blockCount);
  return attendingHeads(metadata, stated).map((count, layer) => (layer >= cached ? 0 : count));
}

/** From here on layers use the cache of earlier ones: `n_layer_kv_from_start`. */
function cachingLayers(metadata: MetadataReader, blockCount: number): number {
  switch (metadata.architecture) {
    case "gemma3n":
      return 20;
    case "gemma4":
      return blockCount - (metadata.count("%s.attention.shared_kv_layers") ?? 0);
    default:
      return blockCount;
  }
}

function feedForwardLengths(metadata: MetadataReader, blockCount: number): number[] {
  return (
    metadata.perLayer("%s.feed_forward_length", blockCount) ??
    metadata.perLayer("%s.expert_feed_forward_length", blockCount) ??
    zeros(blockCount)
  );
}

function experts(metadata: MetadataReader, blockCount: number): ModelFacts["experts"] {
  const count = metadata.count("%s.expert_count") ?? 0;
  if (count === 0) return null;
  const used = Math.max(0, ...(metadata.perLayer("%s.expert_used_count", blockCount) ?? []));
  return { count, used: Math.min(used === 0 ? count : used, count) };
}

/** Files from before the split matrices (without `key_length_mla` and `value_length_mla`) are run as ordinary attention. */
function latentAttention(metadata: MetadataReader): ModelFacts["mla"] {
  const kvLoraRank = metadata.count("%s.attention.kv_lora_rank");
  if (kvLoraRank === null || kvLoraRank === 0) return null;
  if (!metadata.count("%s.attention.key_length_mla") || !metadata.count("%s.attention.value_length_mla")) return null;
  return { kvLoraRank, ropeDimensions: metadata.count("%s.rope.dimension_count") ?? 0 };
}

function vocabularySize(metadata: MetadataReader, header: HeaderContent): number {
  const embedding = header.tensors.find(({ name }) => name === "token_embd.weight");
  return metadata.arrayLength("tokenizer.ggml.tokens") ?? embedding?.shape[1] ?? metadata.count("%s.vocab_size") ?? 0;
}

/** False for one shard of several: the tensors of the others are not here. */
function isComplete(metadata: MetadataReader, tensorCount: number): boolean {
  const total = metadata.count("split.tensors.count");
  return (metadata.count("split.count") ?? 1) <= 1 || total === null || total <= tensorCount;
}

function parameterCount(metadata: MetadataReader, { tensors }: HeaderContent, complete: boolean): number {
  // Factors of the position encoding are written as tensors, and published counts leave them out.
  const weights = tensors.filter(({ name }) => !/(?:^|\.)rope_(?:freqs|factors)/.test(name));
  const present = weights.reduce((sum, { shape }) => sum + tensorElements(shape), 0);
  if (complete && present > 0) return present;
  return metadata.count("general.parameter_count") ?? sizeFromLabel(metadata.text("general.size_label")) ?? present;
}

/** "8B", "30B-A3B", "135M", "8x7B" as a count; a rough one, for a shard that does not hold the whole model. */
function sizeFromLabel(label: string | null): number | null {
  const match = /^(?:(\d{1,4})x)?(\d{1,6}(?:\.\d{1,3})?)([KMBT])/i.exec(label ?? "");
  if (match === null) return null;
  const unit = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[(match[3] ?? "B").toUpperCase()] ?? 1;
  return Math.round(Number(match[1] ?? 1) * Number(match[2]) * unit);
}
