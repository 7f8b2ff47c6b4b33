import type { FileName } from "./file-name.ts";

/** A way of storing weights that this engine does not read. */
export interface ForeignFormat {
  name: string;
  /** What it is and what to look for instead. */
  note: string;
}

const instead = "Look for a GGUF repository of the same base model.";
const gpuOnly = (name: string, engine: string): ForeignFormat => ({
  name,
  note: `${name} needs ${engine}, and this engine reads GGUF only. ${instead}`,
});

/** By a word in the path, most specific first. */
const byWord: readonly (readonly [RegExp, ForeignFormat])[] = [
  [/^gptq(?:model)?$/, gpuOnly("GPTQ", "a CUDA library on an NVIDIA GPU")],
  [/^awq$/, gpuOnly("AWQ", "a CUDA library on an NVIDIA GPU")],
  [/^(?:exl2|exllamav2)$/, gpuOnly("EXL2", "ExLlamaV2 on an NVIDIA GPU")],
  [/^(?:exl3|exllamav3)$/, gpuOnly("EXL3", "ExLlamaV3 on an NVIDIA GPU")],
  [/^mlx$/, gpuOnly("MLX", "Apple's MLX framework")],
  [/^(?:bnb|bitsandbytes|nf4)$/, gpuOnly("bitsandbytes", "the bitsandbytes library for PyTorch")],
  [/^(?:hqq|aqlm|quip|eetq|marlin|fp8|w4a16|w8a8)$/, gpuOnly("This format", "a Python serving stack")],
];

/** By the file's ending, where no word said more. */
const byExtension: Readonly<Record<string, ForeignFormat>> = {
  ".safetensors": {
    name: "safetensors",
    note: `safetensors holds weights for PyTorch and the like; this engine reads GGUF only. ${instead}`,
  },
  ".bin": { name: "PyTorch", note: `These are weights for PyTorch; this engine reads GGUF only. ${instead}` },
  ".pt": { name: "PyTorch", note: `These are weights for PyTorch; this engine reads GGUF only. ${instead}` },
  ".pth": { name: "PyTorch", note: `These are weights for PyTorch; this engine reads GGUF only. ${instead}` },
  ".ckpt": { name: "PyTorch", note: `These are weights for PyTorch; this engine reads GGUF only. ${instead}` },
  ".onnx": { name: "ONNX", note: `ONNX needs ONNX Runtime; this engine reads GGUF only. ${instead}` },
  ".npz": gpuOnly("MLX", "Apple's MLX framework"),
  ".msgpack": { name: "Flax", note: `These are weights for Flax; this engine reads GGUF only. ${instead}` },
  ".h5": { name: "TensorFlow", note: `These are weights for TensorFlow; this engine reads GGUF only. ${instead}` },
};

const oldGgml: ForeignFormat = {
  name: "GGML",
  note: `This is a GGML file from before GGUF (August 2023), which llama.cpp no longer loads. ${instead}`,
};

/**
 * What a file that is no GGUF holds, by its name; null when it holds no weights that are known.
 * `labelled`: a quant label was found in the name. PyTorch's ".bin" has none, GGML's has.
 */
export function foreignFormat(path: string, file: FileName, labelled: boolean): ForeignFormat | null {
  if (file.extension === ".gguf") return null;
  const ggml =
    [".ggml", ".ggmf", ".ggjt"].includes(file.extension) ||
    /(?:^|[^a-z])gg(?:ml|mf|jt)(?:v\d)?(?![a-z])/i.test(file.stem);
  if (ggml && [".bin", ".ggml", ".ggmf", ".ggjt", ".pt", ""].includes(file.extension)) return oldGgml;
  if (file.extension === ".bin" && labelled) return oldGgml;
  const weights = file.extension === "" || Object.hasOwn(byExtension, file.extension);
  if (!weights) return null;
  const words = path
    .slice(-1000)
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const worded = byWord.find(([pattern]) => words.some((word) => pattern.test(word)));
  return worded?.[1] ?? byExtension[file.extension] ?? null;
}
