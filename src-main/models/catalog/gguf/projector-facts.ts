import type { ProjectorFacts } from "../../../../src-shared/contract/index.ts";
import { appError, tensorBytes } from "../../../ground/core/index.ts";
import type { GgufHeader } from "./types.ts";
import { MetadataReader } from "./metadata-reader.ts";

/** Positions of half a minute of sound, what Whisper's encoder takes at one time. */
const audioPositions = 1500;
/** What llama.cpp allows a picture of any size to become, where the file does not say (tools/mtmd/clip.cpp). */
const mostPictureTokens = 4096;
/** Projectors for pictures of any size; others bring every picture to the encoder's own. */
const anySize =
  /^(qwen2vl_merger|qwen2\.5vl_merger|qwen3vl_merger|qwen2\.5o|pixtral|lightonocr|glm4v|kimivl|kimik25|youtuvl|paddleocr|dots_ocr|mistral3|lfm2|step3vl)/;
const mostSide = 65_536;

/**
 * Facts of an mmproj file: an encoder for pictures or sound and its projection into a language model (`clip_hparams` of
 * tools/mtmd/clip.cpp). Throws `unsupported-model` for other files, `malformed-gguf` where a size is missing.
 */
export function projectorFacts(header: Pick<GgufHeader, "metadata" | "tensors">): ProjectorFacts {
  const metadata = new MetadataReader(header.metadata);
  if (!["clip", "mmproj"].includes(metadata.architecture)) {
    throw appError("unsupported-model", "no-companion", { architecture: metadata.architecture });
  }
  const side = metadata.has("clip.vision.embedding_length") ? "vision" : "audio";
  const size = (name: string): number => {
    const value = metadata.count(`clip.${side}.${name}`);
    if (value === null || value === 0) throw appError("malformed-gguf", "lacks", { name: `clip.${side}.${name}` });
    return value;
  };
  const projector = metadata.text(`clip.${side}.projector_type`) ?? metadata.text("clip.projector_type") ?? "";
  return {
    projector,
    positions: side === "audio" ? audioPositions : picturePositions(metadata, projector, size),
    embeddingLength: size("embedding_length"),
    feedForwardLength: size("feed_forward_length"),
    headCount: size("attention.head_count"),
    blockCount: size("block_count"),
    projectionLength: metadata.count(`clip.${side}.projection_dim`) ?? size("embedding_length"),
    weightsBytes: header.tensors.reduce((sum, { type, shape }) => sum + tensorBytes(type, shape), 0),
  };
}

/** Patches of the largest picture. */
function picturePositions(metadata: MetadataReader, projector: string, size: (name: string) => number): number {
  const patch = size("patch_size");
  const own = Math.min(mostSide, size("image_size"));
  const fixed = Math.max(1, Math.floor(own / patch)) ** 2;
  const pixels = metadata.count("clip.vision.image_max_pixels");
  if (pixels !== null && pixels > 0)
    return Math.max(fixed, Math.ceil(Math.min(pixels, mostSide ** 2) / (patch * patch)));
  const merged = Math.max(1, metadata.count("clip.vision.spatial_merge_size") ?? 2) ** 2;
  return anySize.test(projector) ? Math.max(fixed, mostPictureTokens * merged) : fixed;
}
