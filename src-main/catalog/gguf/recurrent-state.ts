import type { ModelFacts } from "../../contract/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

type Ssm = NonNullable<ModelFacts["ssm"]>;

/**
 * The recurrent state of a layer in Mamba's terms, (convolution - 1) x (inner + 2 x groups x state) + state x inner.
 * Other families fit the same formula with the right numbers (`n_embd_r` and `n_embd_s` of llama.cpp's src/llama-hparams.cpp).
 */
export function recurrentState(
  metadata: MetadataReader,
  embeddingLength: number,
  headCounts: readonly number[],
): Ssm | null {
  const wkvHeadSize = metadata.count("%s.wkv.head_size");
  if (wkvHeadSize !== null && wkvHeadSize > 0) {
    const shifts = metadata.count("%s.token_shift_count") ?? 2;
    return { convKernel: 1 + shifts, innerSize: embeddingLength, stateSize: wkvHeadSize, groupCount: 0 };
  }
  const shortConvolution = metadata.count("%s.shortconv.l_cache");
  if (shortConvolution !== null && shortConvolution > 0) {
    return { convKernel: shortConvolution, innerSize: embeddingLength, stateSize: 0, groupCount: 0 };
  }
  const convKernel = metadata.count("%s.ssm.conv_kernel");
  const deltaHeadSize = metadata.count("%s.kda.head_dim");
  if (deltaHeadSize !== null && deltaHeadSize > 0) {
    const heads = Math.max(0, ...headCounts);
    return {
      convKernel: convKernel ?? 4,
      innerSize: heads * deltaHeadSize,
      stateSize: deltaHeadSize,
      groupCount: heads,
    };
  }
  const innerSize = metadata.count("%s.ssm.inner_size");
  if (convKernel === null || innerSize === null) return null;
  return {
    convKernel,
    innerSize,
    stateSize: metadata.count("%s.ssm.state_size") ?? 0,
    groupCount: metadata.count("%s.ssm.group_count") ?? 0,
  };
}

/** One in so many layers has attention; the others are recurrent, though the file gives all of them heads. */
const attentionIntervals: Readonly<Record<string, number>> = { qwen3next: 4, qwen35: 4, qwen35moe: 4, "minimax-01": 8 };

/** Which layers are recurrent where `head_count_kv` does not say it with a 0; null where it does. */
export function recurrentLayers(metadata: MetadataReader, layers: number): boolean[] | null {
  const interval = Object.hasOwn(attentionIntervals, metadata.architecture)
    ? attentionIntervals[metadata.architecture]
    : undefined;
  if (interval === undefined) return null;
  const listed = metadata.counts("%s.attention.recurrent_layers");
  if (listed !== null && listed.length >= layers) return listed.slice(0, layers).map((recurrent) => recurrent !== 0);
  const stated = Math.max(1, metadata.count("%s.full_attention_interval") ?? interval);
  return Array.from({ length: layers }, (_, layer) => (layer + 1) % stated !== 0);
}

/**
 * Layers with a recurrent state where `head_count_kv` alone does not tell: Falcon-H1 has both in every layer, and
 * Nemotron-H has layers with neither, which have a feed-forward length instead.
 */
export function statefulLayers(
  { architecture }: MetadataReader,
  kvHeadCounts: readonly number[],
  feedForwardLengths: readonly number[],
): boolean[] | null {
  if (architecture === "falcon-h1") return kvHeadCounts.map(() => true);
  if (!architecture.startsWith("nemotron_h")) return null;
  return kvHeadCounts.map((heads, layer) => heads === 0 && (feedForwardLengths[layer] ?? 0) === 0);
}
