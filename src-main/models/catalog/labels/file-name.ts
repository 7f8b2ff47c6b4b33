import { readRawPiece } from "./raw-pieces.ts";

/** A path of a repository taken apart, its split removed. */
export interface FileName {
  /** The folder the file is in, "" at the top. */
  folder: string;
  /** The last part of `folder`. */
  parent: string;
  /** Without folder, split and extension. */
  stem: string;
  /** Lower case, with its dot; "" without one that is known. */
  extension: string;
  shard: { index: number; count: number | null } | null;
  /**
   * "gguf": shards that `llama-gguf-split` made, each a GGUF file that the engine finds by its name.
   * "raw": a file cut into pieces, which must be joined before anything can read it.
   */
  split: "gguf" | "raw" | null;
}

/** No system allows longer names; reading no more keeps every pattern here cheap. */
const MAX_PATH_CHARACTERS = 4096;

/** `model-00001-of-00003`. */
const numberedSplit = /-(\d{5})-of-(\d{5})$/;
/** Endings that say what a file is. Anything else after a dot belongs to the name ("Qwen2.5-7B-Q4_K_M"). */
const knownExtension =
  /\.(?:gguf|ggml|ggmf|ggjt|bin|safetensors|pth?|ckpt|onnx|npz|msgpack|h5|tflite|mlmodel|engine|dat|imatrix|gguf_file|incomplete|part|tmp|aria2|md|txt|json|jsonl|ya?ml|toml|py|sh|ipynb|png|jpe?g|gif|webp|svg|webm|mp4|pdf|csv|tsv|parquet|zip|gz|tar|7z|model|tiktoken|jinja|gitattributes|gitignore|html|lock|log|metal|sha256)$/i;

export function readFileName(path: string): FileName {
  const parts = path.slice(-MAX_PATH_CHARACTERS).split(/[/\\]/);
  const base = parts.at(-1) ?? "";
  const named = { folder: parts.slice(0, -1).join("/"), parent: parts.at(-2) ?? "" };

  const piece = readRawPiece(base);
  if (piece !== null) {
    const shard = { index: piece.index, count: piece.count };
    return { ...named, ...ending(piece.whole), shard, split: "raw" };
  }
  const { stem, extension } = ending(base);
  const numbered = numberedSplit.exec(stem);
  if (numbered === null) return { ...named, stem, extension, shard: null, split: null };
  const shard = { index: Number(numbered[1]), count: Number(numbered[2]) };
  return { ...named, stem: stem.slice(0, numbered.index), extension, shard, split: "gguf" };
}

function ending(base: string): { stem: string; extension: string } {
  const found = knownExtension.exec(base);
  if (found === null || found.index === 0)
    return { stem: base, extension: found === null ? "" : found[0].toLowerCase() };
  return { stem: base.slice(0, found.index), extension: found[0].toLowerCase() };
}
