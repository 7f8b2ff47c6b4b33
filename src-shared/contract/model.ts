import type { Purpose } from "./purpose.ts";
import type { SamplingChanges } from "./sampling.ts";
import type { VariantNote } from "./variant-notes.ts";

export const kvTypes = ["f16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl"] as const;
export type KvType = (typeof kvTypes)[number];

/** What a file's name says (`labels --json`). */
export interface LabelReading {
  /** The path that was read, as given. */
  name: string;
  role: "variant" | "mmproj" | "imatrix" | "draft" | "other";
  /** Canonical upper case, as in "Q4_K_M"; null when the name has none. */
  label: string | null;
  /** As written by convention: "UD", "i1", "QAT". */
  modifiers: string[];
  /** `count` is null for `-split-a`, whose name does not say how many there are. */
  shard: { index: number; count: number | null } | null;
  runs: boolean;
  /** Why it does not run. */
  note: VariantNote | null;
}

/** One tensor of a GGUF header. `type` is GGML's name in upper case: "F32", "Q4_K", "Q6_K". */
export interface GgufTensor {
  name: string;
  type: string;
  /** Elements per dimension, fastest first, as in the file. */
  shape: number[];
}

/**
 * What the estimator needs of a model: hyperparameters and, where a header was read, the tensors.
 * Per-layer values that the file gives as one number are one number repeated.
 */
export interface ModelFacts {
  architecture: string;
  name: string | null;
  parameters: number;
  blockCount: number;
  trainedContextTokens: number | null;
  embeddingLength: number;
  vocabularySize: number;
  feedForwardLengths: number[];
  headCounts: number[];
  kvHeadCounts: number[];
  keyLength: number;
  valueLength: number;
  /** Of layers that slide, where they differ from the others (Gemma 4). */
  slidingKeyLength?: number;
  slidingValueLength?: number;
  /** Sliding window in tokens; null without one. `slidingPattern`: layer i slides when true. */
  slidingWindowTokens: number | null;
  slidingPattern: boolean[] | null;
  /** Rope dimensions per head. */
  ropeDimensions: number | null;
  experts: { count: number; used: number } | null;
  /** Latent attention (deepseek2 and kin). */
  mla: { kvLoraRank: number; ropeDimensions: number } | null;
  /** Hyperparameters of Mamba and of what is built like it. */
  ssm: { convKernel: number; innerSize: number; stateSize: number; groupCount: number } | null;
  /** Layers that keep a recurrent state; absent in models without any. A layer may have attention besides (Falcon-H1). */
  recurrentLayers?: boolean[];
  /** Elements of each layer's state for one sequence: what it convolves or shifts, and what it carries on. */
  layerStates?: { convolution: number; recurrence: number }[];
  /** To the first this many layers a picture's features are added once more (Qwen3-VL). */
  deepstackLayers?: number;
  /** Elements that each layer keeps for a token of the whole context, beside the keys of its window (DeepSeek 4). */
  compressedKeys?: number[];
  /**
   * How often the layers are gone through, each time with a separate cache: `blockCount` counts them each time, the
   * tensors once (Nanbeige).
   */
  loops?: number;
  /** The last this many layers guess further tokens (`nextn_predict_layers`); a chat does not load them. */
  draftLayers?: number;
  /** Whether the output matrix is the embedding (no `output.weight`). */
  tiedEmbeddings: boolean;
  /** `general.file_type`; null when the file does not say. */
  fileType: number | null;
  /** The header's own tensors; null for a bundled entry whose header has not been read. */
  tensors: GgufTensor[] | null;
  /** Tensors of the first part of a file that is split, where the other parts' headers were not read. */
  firstTensors?: GgufTensor[];
  /** Bytes of the file before the tensor data. */
  headerBytes: number | null;
  chatTemplate: string | null;
  /** `general.sampling.*`: what its maker recommends; absent where the file says nothing. */
  recommendedSampling?: SamplingChanges;
  /** `quantize.imatrix.*` present. */
  importanceMatrix: boolean;
  /** Metadata keys of the architecture that were read by no one; for the log. */
  sizeLabel: string | null;
  /** What it is for; absent for a model that chats. */
  purpose?: Purpose;
  /** By what share sizes and memory may be off, either way, where the shape is not certain; absent where it is. */
  shapeMargin?: number;
}

/** What the estimator needs of an mmproj file: an encoder of pictures or sound beside a language model. */
export interface ProjectorFacts {
  /** `clip.projector_type`, as in "gemma3". */
  projector: string;
  /** Patches of the largest picture, or steps of sound, that are encoded at one time. */
  positions: number;
  embeddingLength: number;
  feedForwardLength: number;
  headCount: number;
  blockCount: number;
  /** Width of what the language model is given. */
  projectionLength: number;
  weightsBytes: number;
}

export interface VariantFile {
  path: string;
  sizeBytes: number;
  /** Lower-case hex; null where the Hub gives none. */
  sha256: string | null;
}
