import type { GgufTensor } from "../../../../src-shared/contract/index.ts";
import { appError, isKnownArchitecture } from "../../../ground/core/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** `LLAMA_ROPE_SCALING_TYPES`; another one ends the engine's process. */
const ropeScalings = new Set(["none", "linear", "yarn", "longrope"]);

/** Every key that llama.cpp reads the epsilon of a norm from (`ggml_norm` and the like assert that it is not negative). */
const epsilons = [
  "%s.attention.layer_norm_rms_epsilon",
  "%s.attention.layer_norm_epsilon",
  "%s.attention.group_norm_epsilon",
] as const;

/** What is multiplied with; the engine has no way to do so with whole numbers or doubles. */
const matrix =
  /^(?:token_embd|output|blk\.\d{1,5}\.(?:attn_(?:q|k|v|qkv|output)|ffn_(?:gate|up|down)(?:_exps|_shexp)?))\.weight$/;
const wholeNumbers = new Set(["I8", "I16", "I32", "I64", "F64"]);

/** Kinds of vocabulary whose tokens are read by no one. */
const wordless = new Set(["none", "no_vocab"]);

/**
 * Refuses what llama.cpp does not refuse but asserts, since an assertion ends the process that loads the model: each of these was
 * seen to do so, with the engine that comes with the app. What it refuses by itself is left to it.
 */
export function refuseAborting(metadata: MetadataReader, blockCount: number, tensors: readonly GgufTensor[]): void {
  for (const key of epsilons) {
    const epsilon = metadata.number(key);
    if (epsilon !== null && !(epsilon >= 0))
      throw appError("malformed-gguf", "impossible-value", { name: metadata.named(key), value: epsilon });
  }
  const scaling = metadata.text("%s.rope.scaling.type");
  if (scaling !== null && !ropeScalings.has(scaling))
    throw appError("malformed-gguf", "unknown-value", { name: metadata.named("%s.rope.scaling.type") });
  const further = metadata.count("%s.nextn_predict_layers") ?? 0;
  if (further > blockCount) throw appError("malformed-gguf", "predicting-layers", { further, blockCount });
  const hasWords = !wordless.has(metadata.text("tokenizer.ggml.model") ?? "");
  if (hasWords && metadata.arrayLength("tokenizer.ggml.tokens") === 0)
    throw appError("malformed-gguf", "empty-vocabulary");
  // For a character without a token, tokenizers of SentencePiece's kind look up its bytes, and throw where nothing
  // catches it.
  if (metadata.text("tokenizer.ggml.model") === "llama" && metadata.byteTokens("tokenizer.ggml.tokens") === 0)
    throw appError("malformed-gguf", "no-byte-tokens");
  const whole = tensors.find(({ name, type }) => matrix.test(name) && wholeNumbers.has(type));
  if (whole !== undefined)
    throw appError("malformed-gguf", "whole-number-weights", { name: whole.name, type: whole.type });
  refuseHeadless(metadata, blockCount, tensors);
}

/** Attention without a head, or a matrix without a width, is a tensor without an element, on which the loader stops. */
function refuseHeadless(metadata: MetadataReader, blockCount: number, tensors: readonly GgufTensor[]): void {
  const layersWith = (name: RegExp): number[] =>
    tensors.flatMap((tensor) => (name.test(tensor.name) ? [Number(/^blk\.(\d+)/.exec(tensor.name)?.[1])] : []));
  const widths = metadata.perLayer("%s.feed_forward_length", blockCount);
  const widthless = layersWith(/^blk\.\d{1,5}\.ffn_(?:up|down)\.weight$/).find((layer) => widths?.[layer] === 0);
  if (widthless !== undefined) throw appError("malformed-gguf", "layer-without-width", { layer: widthless });
  if (layersWith(/^blk\.\d{1,5}\.attn_q(?:kv)?\.weight$/).length === 0) return;
  const heads = metadata.perLayer("%s.attention.head_count", blockCount);
  // An architecture that the engine does not know it refuses by name, before it looks for heads.
  if (heads === null && !isKnownArchitecture(metadata.architecture)) return;
  if (heads === null || heads.every((count) => count === 0)) throw appError("malformed-gguf", "no-heads");
  const kvHeads = metadata.perLayer("%s.attention.head_count_kv", blockCount) ?? heads;
  // Layers that keep a state instead of a cache have keys as wide as that state, and count no heads for them (Kimi Linear).
  const recurrent = new Set(layersWith(/^blk\.\d{1,5}\.ssm_/));
  const headless = layersWith(/^blk\.\d{1,5}\.attn_k\.weight$/).find(
    (layer) => kvHeads[layer] === 0 && !recurrent.has(layer),
  );
  if (headless !== undefined) throw appError("malformed-gguf", "layer-without-heads", { layer: headless });
  for (const key of ["%s.attention.key_length", "%s.attention.value_length"])
    if (metadata.count(key) === 0)
      throw appError("malformed-gguf", "impossible-value", { name: metadata.named(key), value: 0 });
}
