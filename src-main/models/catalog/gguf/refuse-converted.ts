import type { ConvertedForm } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { MetadataReader } from "./metadata-reader.ts";
import type { GgufHeader } from "./types.ts";

/** Names of architectures that Ollama's converter alone gives; llama.cpp has others for the same models, or none. */
const ownNames = new Set([
  "gptoss",
  "qwen25vl",
  "deepseekocr",
  "glmocr",
  "glm4moelite",
  "olmo3",
  "mllama",
  "nemotron_h_omni",
]);

/** Of what sees or hears; llama.cpp has it in a file of its own, and counts every tensor of a model. */
const tower = /^(?:v\.|mm\.(?!a\.)|model\.vision_tower\.)/;
/** Layers that predict further words, which llama.cpp calls otherwise. */
const further = /^mtp\./;

type Header = Pick<GgufHeader, "metadata" | "tensors">;
/** Whether a model of this architecture is in a form that llama.cpp does not read, by the marks that Ollama itself knows it by. */
const ownForms: Readonly<Record<string, (metadata: MetadataReader, tensors: Header["tensors"]) => boolean>> = {
  gemma3: (metadata, tensors) =>
    !metadata.has("%s.attention.layer_norm_rms_epsilon") || named(tensors, /^dense\.0\.weight$/),
  gemma3n: (_, tensors) => {
    const rows = (name: string): number | undefined => tensors.find((tensor) => tensor.name === name)?.shape[1];
    const [words, perLayer] = [rows("token_embd.weight"), rows("per_layer_token_embd.weight")];
    return words !== undefined && perLayer !== undefined && words !== perLayer;
  },
  laguna: (_, tensors) => named(tensors, /^blk\.\d{1,5}\.attn_g\.weight$/),
  lfm2: (_, tensors) => named(tensors, /^output_norm\.weight$/) && !named(tensors, /^token_embd_norm\.weight$/),
  nemotron_h_moe: (_, tensors) => named(tensors, /^blk\.\d{1,5}\.ffn_latent_in/),
  qwen3next: (_, tensors) => named(tensors, /^blk\.\d{1,5}\.ssm_dt$/),
  qwen3vl: (metadata) => !metadata.has("%s.rope.dimension_sections"),
  qwen3vlmoe: (metadata) => !metadata.has("%s.rope.dimension_sections"),
};

const named = (tensors: Header["tensors"], pattern: RegExp): boolean => tensors.some(({ name }) => pattern.test(name));

/**
 * Throws `unsupported-model` for a whole file that Ollama's converter has made for Ollama's own engine: llama.cpp gives such a file up
 * with a message about tensors or keys that says nothing to a person.
 */
export function refuseConverted({ metadata: entries, tensors }: Header): void {
  const metadata = new MetadataReader(entries);
  const { architecture } = metadata;
  // What is no language model has such tensors by right, and is told of as what it is.
  if (architecture === "clip" || !["", "model"].includes(metadata.text("general.type") ?? "")) return;
  const form = formOf(metadata, tensors);
  if (form !== null) throw appError("unsupported-model", "converted-for-ollama", { architecture, form });
}

function formOf(metadata: MetadataReader, tensors: Header["tensors"]): ConvertedForm | null {
  if (named(tensors, tower)) return "tower-inside";
  if (ownNames.has(metadata.architecture) || named(tensors, further)) return "own-form";
  return ownForms[metadata.architecture]?.(metadata, tensors) === true ? "own-form" : null;
}
