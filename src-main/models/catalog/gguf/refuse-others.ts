import type { GgufTensor, OtherGguf } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../ground/core/index.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** Architectures of programs that make pictures, video or sound, by what stands in their files' headers. */
const makers: readonly (readonly [what: OtherGguf, pattern: RegExp])[] = [
  ["video-model", /^(?:wan|ltxv|hyvid|hunyuan_?video|cosmos|mochi|cogvideo)/],
  [
    "picture-model",
    /^(?:flux|sd[13]?$|sd\d|sdxl|stable[-_]?diffusion|aura|auraflow|hidream|lumina|qwen[-_]?image|chroma|pixart|z[-_]?image|kolors|omnigen|hunyuan_?image|dit$|unet)/,
  ],
  ["picture-model-part", /^(?:vae|pig|taesd|controlnet|ip-?adapter)/],
  ["speech-recogniser", /^(?:whisper|parakeet|moonshine)/],
];

const byArchitecture: ReadonlyMap<string, OtherGguf> = new Map([
  ["clip", "projector"],
  ["mmproj", "projector"],
  ["imatrix", "importance-matrix"],
  ["controlvector", "control-vector"],
]);

const byType: ReadonlyMap<string, OtherGguf> = new Map([
  ["adapter", "lora-adapter"],
  ["mmproj", "projector"],
  ["clip-vision", "projector"],
  ["vocab", "vocabulary"],
  ["imatrix", "importance-matrix"],
  ["control_vector", "control-vector"],
  ["controlvector", "control-vector"],
]);

/**
 * Throws `unsupported-model` for a file that is not a complete language model, and says what it is; `malformed-gguf`
 * for an empty one.
 */
export function refuseOthers(metadata: MetadataReader, tensors: readonly GgufTensor[]): void {
  const type = metadata.text("general.type") ?? "";
  const { architecture } = metadata;
  const what = ["", "model"].includes(type) ? kindOf(metadata, tensors) : (byType.get(type) ?? "unknown-type");
  if (what !== null) throw appError("unsupported-model", "no-language-model", { what, architecture, type });
  // Of a split model the first part may hold the metadata alone.
  if (tensors.length > 0 || (metadata.count("split.count") ?? 1) > 1) return;
  const hasVocabulary = metadata.arrayLength("tokenizer.ggml.tokens") !== null;
  throw appError("malformed-gguf", "no-tensors", { hasVocabulary });
}

/** What its architecture and tensors show it to be; null for a language model. */
function kindOf(metadata: MetadataReader, tensors: readonly GgufTensor[]): OtherGguf | null {
  const { architecture } = metadata;
  const known = byArchitecture.get(architecture) ?? makers.find(([, pattern]) => pattern.test(architecture))?.[0];
  if (known !== undefined) return known;
  if (tensors.some(({ name }) => /\.lora_[ab]$/.test(name))) return "lora-adapter";
  if (metadata.has("%s.block_count") || metadata.has("tokenizer.ggml.model") || tensors.length === 0) return null;
  // What converters for other programs write has neither layers nor words.
  return tensors.some(({ name }) => /^(?:blk\.\d|token_embd\.)/.test(name)) ? null : "part-of-another-program";
}
