import type { ForeignFormat } from "../../../../src-shared/contract/index.ts";
import type { FileName } from "./file-name.ts";

/** By a word in the path, most specific first. */
const byWord: readonly (readonly [RegExp, ForeignFormat])[] = [
  [/^gptq(?:model)?$/, "gptq"],
  [/^awq$/, "awq"],
  [/^(?:exl2|exllamav2)$/, "exl2"],
  [/^(?:exl3|exllamav3)$/, "exl3"],
  [/^mlx$/, "mlx"],
  [/^(?:bnb|bitsandbytes|nf4)$/, "bitsandbytes"],
  [/^(?:hqq|aqlm|quip|eetq|marlin|fp8|w4a16|w8a8)$/, "serving"],
];

/** By the file's ending, where no word said more. */
const byExtension: Readonly<Record<string, ForeignFormat>> = {
  ".safetensors": "safetensors",
  ".bin": "pytorch",
  ".pt": "pytorch",
  ".pth": "pytorch",
  ".ckpt": "pytorch",
  ".onnx": "onnx",
  ".npz": "mlx",
  ".msgpack": "flax",
  ".h5": "tensorflow",
};

/**
 * What a file that is not GGUF holds, by its name; null when it holds no weights that are known.
 * `labelled`: a quant label was found in the name. PyTorch's ".bin" has none, GGML's has.
 */
export function foreignFormat(path: string, file: FileName, labelled: boolean): ForeignFormat | null {
  if (file.extension === ".gguf") return null;
  const ggml =
    [".ggml", ".ggmf", ".ggjt"].includes(file.extension) ||
    /(?:^|[^a-z])gg(?:ml|mf|jt)(?:v\d)?(?![a-z])/i.test(file.stem);
  if (ggml && [".bin", ".ggml", ".ggmf", ".ggjt", ".pt", ""].includes(file.extension)) return "old-ggml";
  if (file.extension === ".bin" && labelled) return "old-ggml";
  const weights = file.extension === "" || Object.hasOwn(byExtension, file.extension);
  if (!weights) return null;
  const words = path
    .slice(-1000)
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const worded = byWord.find(([pattern]) => words.some((word) => pattern.test(word)));
  return worded?.[1] ?? byExtension[file.extension] ?? null;
}
