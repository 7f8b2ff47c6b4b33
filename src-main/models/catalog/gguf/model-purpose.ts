import type { GgufTensor, Purpose } from "../../../../src-shared/contract/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** Architectures that do one thing only (src/llama-arch.cpp). */
const byArchitecture: ReadonlyMap<string, Purpose> = new Map([
  ["bert", "embedding"],
  ["modern-bert", "embedding"],
  ["nomic-bert", "embedding"],
  ["nomic-bert-moe", "embedding"],
  ["neo-bert", "embedding"],
  ["jina-bert-v2", "embedding"],
  ["jina-bert-v3", "embedding"],
  ["eurobert", "embedding"],
  ["gemma-embedding", "embedding"],
  ["llama-embed", "embedding"],
  ["t5encoder", "encoding"],
  ["t5", "rewriting"],
  ["eagle3", "drafting"],
  ["dflash", "drafting"],
  ["gemma4-assistant", "drafting"],
  ["dream", "diffusion"],
  ["llada", "diffusion"],
  ["llada-moe", "diffusion"],
  ["rnd1", "diffusion"],
  ["wavtokenizer-dec", "speech"],
  ["qwen3tts", "speech"],
  ["pockettts", "speech"],
]);

/** `enum llama_pooling_type`: what becomes of the tokens' states where no next token is wanted. */
const pooledToOne = new Set([1, 2, 3]);
const pooledToRank = 4;

/** Of chat models "Embedded" is a name; these words are what the others are called. */
const embeddingName = /(?<![a-z])embed(?:ding)?s?(?![a-z])/i;
const rerankingName = /(?<![a-z])re-?rank(?:er|ing)?(?![a-z])/i;

/** What a model that does not chat is for, by its header; null for one that does. */
export function modelPurpose(metadata: MetadataReader, tensors: readonly GgufTensor[]): Purpose | null {
  const fixed = byArchitecture.get(metadata.architecture) ?? null;
  const pooling = metadata.count("%s.pooling_type");
  const names = [metadata.text("general.name"), metadata.text("general.basename")];
  const named = (pattern: RegExp): boolean => names.some((name) => name !== null && pattern.test(name));
  const ranks =
    pooling === pooledToRank ||
    metadata.arrayLength("%s.classifier.output_labels") !== null ||
    tensors.some(({ name }) => name === "cls.output.weight");
  if (fixed !== null && fixed !== "embedding") return fixed;
  if (ranks || named(rerankingName)) return "reranking";
  if (fixed !== null || (pooling !== null && pooledToOne.has(pooling)) || named(embeddingName)) return "embedding";
  return metadata.flag("%s.attention.causal") === false ? "embedding" : null;
}
