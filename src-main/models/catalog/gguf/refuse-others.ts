import { AppError } from "../../../ground/core/index.ts";
import type { GgufHeader } from "./gguf-types.ts";
import { malformed } from "./header-grammar.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** Architectures of programs that make pictures, video or sound, by what stands in their files' headers. */
const makers: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a model that makes video", /^(?:wan|ltxv|hyvid|hunyuan_?video|cosmos|mochi|cogvideo)/],
  [
    "a model that makes pictures",
    /^(?:flux|sd[13]?$|sd\d|sdxl|stable[-_]?diffusion|aura|auraflow|hidream|lumina|qwen[-_]?image|chroma|pixart|z[-_]?image|kolors|omnigen|hunyuan_?image|dit$|unet)/,
  ],
  ["a part of a model that makes pictures", /^(?:vae|pig|taesd|controlnet|ip-?adapter)/],
  ["a speech recogniser", /^(?:whisper|parakeet|moonshine)/],
];

const byArchitecture: ReadonlyMap<string, string> = new Map([
  ["clip", "a projector for images or sound"],
  ["mmproj", "a projector for images or sound"],
  ["imatrix", "an importance matrix"],
  ["controlvector", "a control vector"],
]);

const byType: ReadonlyMap<string, string> = new Map([
  ["adapter", "a LoRA adapter"],
  ["mmproj", "a projector for images or sound"],
  ["clip-vision", "a projector for images or sound"],
  ["vocab", "a vocabulary without weights"],
  ["imatrix", "an importance matrix"],
  ["control_vector", "a control vector"],
  ["controlvector", "a control vector"],
]);

/** Throws `unsupported-model` for a file that is no language model by itself, and says what it is; `malformed-gguf` for an empty one. */
export function refuseOthers(metadata: MetadataReader, tensors: GgufHeader["tensors"]): void {
  const type = metadata.text("general.type") ?? "";
  const { architecture } = metadata;
  const what = ["", "model"].includes(type) ? kindOf(metadata, tensors) : (byType.get(type) ?? `"${type}"`);
  if (what !== null) {
    throw new AppError(
      "unsupported-model",
      `This GGUF file is no language model by itself: it is ${what}, and goes with another model or program.`,
      { architecture, type },
    );
  }
  // Of a split model the first part may hold the metadata alone.
  if (tensors.length > 0 || (metadata.count("split.count") ?? 1) > 1) return;
  const words = metadata.arrayLength("tokenizer.ggml.tokens") === null ? "" : ", only a vocabulary";
  throw malformed(`it holds no tensor${words}, so there is no model in it`);
}

/** What its architecture and tensors show it to be; null for a language model. */
function kindOf(metadata: MetadataReader, tensors: GgufHeader["tensors"]): string | null {
  const { architecture } = metadata;
  const known = byArchitecture.get(architecture) ?? makers.find(([, pattern]) => pattern.test(architecture))?.[0];
  if (known !== undefined) return known;
  if (tensors.some(({ name }) => /\.lora_[ab]$/.test(name))) return "a LoRA adapter";
  if (metadata.has("%s.block_count") || metadata.has("tokenizer.ggml.model") || tensors.length === 0) return null;
  // What converters for other programs write has neither layers nor words.
  return tensors.some(({ name }) => /^(?:blk\.\d|token_embd\.)/.test(name))
    ? null
    : `a part of another program ("${architecture}")`;
}
