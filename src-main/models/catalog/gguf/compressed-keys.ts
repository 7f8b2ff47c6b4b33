import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** A layer of this ratio picks what it sees by an index, whose keys are kept as well; its compressor looks back by as much again. */
const indexedRatio = 4;
/** Every compressed cache has as many cells at least, and a multiple of it. */
const cellPadding = 256;
const float32OfFloat16 = 0.5;

type CompressedKeys = Pick<ModelFacts, "compressedKeys" | "layerStates" | "slidingWindowTokens">;

/**
 * DeepSeek 4 keeps the keys of a window, and of the whole context one key for several tokens
 * (src/llama-kv-cache-dsv4.cpp). What is not compressed yet is a state, keys and scores; with it counts the padding of
 * the cells. Null for other architectures.
 */
export function compressedKeys(metadata: MetadataReader, layers: number, keyLength: number): CompressedKeys | null {
  if (metadata.architecture !== "deepseek4") return null;
  const ratios = metadata.counts("%s.attention.compress_ratios") ?? [];
  const slidingWindowTokens = metadata.count("%s.attention.sliding_window");
  if (ratios.length < layers || slidingWindowTokens === null) return null;
  const index = metadata.count("%s.attention.indexer.key_length") ?? 0;
  const widths = ratios.slice(0, layers).map((ratio) => {
    const indexed = ratio === indexedRatio;
    return { ratio, width: ratio === 0 ? 0 : keyLength + (indexed ? index : 0), overlap: indexed ? 2 : 1 };
  });
  return {
    compressedKeys: widths.map(({ ratio, width }) => (ratio === 0 ? 0 : width / ratio)),
    layerStates: widths.map(({ ratio, width, overlap }) => ({
      convolution: cellPadding * width * float32OfFloat16,
      recurrence: 2 * overlap * ratio * overlap * width,
    })),
    slidingWindowTokens,
  };
}
