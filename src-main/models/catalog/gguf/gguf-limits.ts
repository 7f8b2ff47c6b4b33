import { KiB, MiB } from "../../../../src-shared/figures/index.ts";

/**
 * Bounds on what a GGUF header may say. Each is far above what published models need (in brackets) and far less than
 * what would cost time or memory; a header beyond one of them is refused as malformed.
 */

/** Everything before the tensor data [16 MiB: 262,144 tokens with merges]. */
export const MAX_HEADER_BYTES = 64 * MiB;
/** Key-value pairs [60]. */
export const MAX_METADATA_ENTRIES = 16_384;
/** Tensors in one file [about 2,000]. */
export const MAX_TENSORS = 65_536;
/** Length of a key; the specification's own limit. */
export const MAX_KEY_BYTES = 65_535;
/** Length of a string value [100 KiB]. */
export const MAX_STRING_BYTES = 8 * MiB;
/** Longer strings are read over and not kept. Chat templates are the longest that anyone asks for [20 KiB]. */
export const MAX_KEPT_STRING_BYTES = 512 * KiB;
/** Of a name that people are shown. */
export const MAX_NAME_CHARACTERS = 200;
/** Elements of an array [514,906 merges]. */
export const MAX_ARRAY_ELEMENTS = 16_777_216;
/** Longer arrays, and all arrays of strings, keep only their length. Per-layer arrays are the longest of use. */
export const MAX_KEPT_ARRAY_ELEMENTS = 4096;
/** `GGML_MAX_NAME` less the terminating zero. */
export const MAX_TENSOR_NAME_BYTES = 63;
/** `GGML_MAX_DIMS`. */
export const MAX_TENSOR_DIMENSIONS = 4;
/** Of the tensor data [32]. */
export const MAX_ALIGNMENT = MiB;
/** `LLAMA_MAX_LAYERS`. */
export const MAX_BLOCKS = 512;
/** `LLAMA_MAX_EXPERTS`. */
export const MAX_EXPERTS = 1024;
/** Width of the embedding, of a feed-forward part, of a recurrent state; heads and their lengths; the vocabulary [262,144]. */
export const MAX_WIDTH = 2 ** 24;
/** Shards of one model [40]. */
export const MAX_SHARDS = 1000;
/** What is read of a header at first, and the most that is read at once. */
export const FIRST_READ_BYTES = 256 * KiB;
export const MAX_READ_BYTES = 4 * MiB;
