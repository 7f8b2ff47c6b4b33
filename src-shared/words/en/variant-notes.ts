import type { ForeignFormat, VariantNotes } from "../../contract/index.ts";
import type { Words } from "../language.ts";

const instead = "Look for a GGUF repository of the same base model.";
const needs = (format: string, what: string): string =>
  `${format} needs ${what}, and this engine reads GGUF only. ${instead}`;
const weightsFor = (program: string): string =>
  `These are weights for ${program}; this engine reads GGUF only. ${instead}`;

const foreign: Readonly<Record<ForeignFormat, string>> = {
  gptq: needs("GPTQ", "a CUDA library on an NVIDIA GPU"),
  awq: needs("AWQ", "a CUDA library on an NVIDIA GPU"),
  exl2: needs("EXL2", "ExLlamaV2 on an NVIDIA GPU"),
  exl3: needs("EXL3", "ExLlamaV3 on an NVIDIA GPU"),
  mlx: needs("MLX", "Apple's MLX framework"),
  bitsandbytes: needs("bitsandbytes", "the bitsandbytes library for PyTorch"),
  serving: needs("This format", "a Python serving stack"),
  safetensors: `safetensors holds weights for PyTorch and the like; this engine reads GGUF only. ${instead}`,
  pytorch: weightsFor("PyTorch"),
  onnx: `ONNX needs ONNX Runtime; this engine reads GGUF only. ${instead}`,
  flax: weightsFor("Flax"),
  tensorflow: weightsFor("TensorFlow"),
  "old-ggml": `This is a GGML file from before GGUF (August 2023), which llama.cpp no longer loads. ${instead}`,
};

export const variantNotes: Words<VariantNotes> = {
  "is-projector": () => "A projector for images or sound: it goes with a model and is none itself.",
  "is-importance-matrix": () => "An importance matrix: it was used to make the variants and is no model itself.",
  "is-draft-model": () => "A draft model for speculative decoding: it goes with a model and is none itself.",
  "is-lora-adapter": () => "A LoRA adapter: a change to a model, which goes with it and is none itself.",
  "is-control-vector": () => "A control vector: it steers a model, and is none itself.",
  "is-vocabulary": () => "A vocabulary alone: the words of a model without its weights.",
  "no-model-file": () => "Not a model file.",
  "repacked-type-removed": () =>
    "This repacked type was removed from llama.cpp. The engine refuses it; take the repository's Q4_0 or IQ4_NL instead, which is repacked while loading.",
  "oldest-type-removed": () =>
    "This type was removed from llama.cpp in 2023, and the engine cannot load it. Take Q4_0 or Q4_K_M instead.",
  "type-of-ik-llama": () =>
    "This type belongs to ik_llama.cpp, a fork of llama.cpp. The engine cannot load it; take a type of llama.cpp such as Q4_K_M or IQ4_XS.",
  "type-of-bitnet": () =>
    "This type belongs to bitnet.cpp, a fork of llama.cpp. The engine cannot load it; look for TQ1_0 or TQ2_0 of the same model.",
  "foreign-format": ({ format }) => foreign[format],
  "raw-piece": () =>
    "A raw piece of a file that was cut: all pieces must be joined into one file before the engine can load it.",
  "raw-pieces": () =>
    "This file was cut into raw pieces in an older way. They must be joined into one file before the engine can load it.",
  "counts-no-parts": () => "The name counts no parts, so this variant cannot be loaded.",
  "parts-missing": ({ missing, count, named }) => {
    const which =
      missing > named.length
        ? `${missing} of ${count} parts are`
        : named.length === 1
          ? `Part ${named[0] ?? ""} of ${count} is`
          : `Parts ${named.join(", ")} of ${count} are`;
    return `${which} missing on the Hub, so this variant cannot be loaded.`;
  },
  "header-refused": ({ refusal }, saying) => saying.error(refusal),
};
