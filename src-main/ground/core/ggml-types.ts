import { appError } from "./app-error.ts";

/** How GGML stores a tensor type: rows are cut into blocks, each of a fixed size. */
export interface GgmlType {
  /** As in a GGUF file. */
  id: number;
  blockElements: number;
  blockBytes: number;
}

/**
 * Every type that llama.cpp of node-llama-cpp 3.21.1 reads, by its name in upper case.
 * Sizes are the static assertions of `ggml/src/ggml-common.h`, ids `enum ggml_type` of `ggml/include/ggml.h`.
 */
export const ggmlTypes: Readonly<Record<string, GgmlType>> = {
  F32: { id: 0, blockElements: 1, blockBytes: 4 },
  F16: { id: 1, blockElements: 1, blockBytes: 2 },
  Q4_0: { id: 2, blockElements: 32, blockBytes: 18 },
  Q4_1: { id: 3, blockElements: 32, blockBytes: 20 },
  Q5_0: { id: 6, blockElements: 32, blockBytes: 22 },
  Q5_1: { id: 7, blockElements: 32, blockBytes: 24 },
  Q8_0: { id: 8, blockElements: 32, blockBytes: 34 },
  Q8_1: { id: 9, blockElements: 32, blockBytes: 36 },
  Q2_K: { id: 10, blockElements: 256, blockBytes: 84 },
  Q3_K: { id: 11, blockElements: 256, blockBytes: 110 },
  Q4_K: { id: 12, blockElements: 256, blockBytes: 144 },
  Q5_K: { id: 13, blockElements: 256, blockBytes: 176 },
  Q6_K: { id: 14, blockElements: 256, blockBytes: 210 },
  Q8_K: { id: 15, blockElements: 256, blockBytes: 292 },
  IQ2_XXS: { id: 16, blockElements: 256, blockBytes: 66 },
  IQ2_XS: { id: 17, blockElements: 256, blockBytes: 74 },
  IQ3_XXS: { id: 18, blockElements: 256, blockBytes: 98 },
  IQ1_S: { id: 19, blockElements: 256, blockBytes: 50 },
  IQ4_NL: { id: 20, blockElements: 32, blockBytes: 18 },
  IQ3_S: { id: 21, blockElements: 256, blockBytes: 110 },
  IQ2_S: { id: 22, blockElements: 256, blockBytes: 82 },
  IQ4_XS: { id: 23, blockElements: 256, blockBytes: 136 },
  I8: { id: 24, blockElements: 1, blockBytes: 1 },
  I16: { id: 25, blockElements: 1, blockBytes: 2 },
  I32: { id: 26, blockElements: 1, blockBytes: 4 },
  I64: { id: 27, blockElements: 1, blockBytes: 8 },
  F64: { id: 28, blockElements: 1, blockBytes: 8 },
  IQ1_M: { id: 29, blockElements: 256, blockBytes: 56 },
  BF16: { id: 30, blockElements: 1, blockBytes: 2 },
  TQ1_0: { id: 34, blockElements: 256, blockBytes: 54 },
  TQ2_0: { id: 35, blockElements: 256, blockBytes: 66 },
  MXFP4: { id: 39, blockElements: 32, blockBytes: 17 },
  NVFP4: { id: 40, blockElements: 64, blockBytes: 36 },
  Q1_0: { id: 41, blockElements: 128, blockBytes: 18 },
  Q2_0: { id: 42, blockElements: 64, blockBytes: 18 },
};

/** Ids that once were types and that llama.cpp refuses now. */
export const removedGgmlTypes: ReadonlyMap<number, string> = new Map([
  [4, "Q4_2"],
  [5, "Q4_3"],
  [31, "Q4_0_4_4"],
  [32, "Q4_0_4_8"],
  [33, "Q4_0_8_8"],
  [36, "IQ4_NL_4_4"],
  [37, "IQ4_NL_4_8"],
  [38, "IQ4_NL_8_8"],
]);

const namesById: ReadonlyMap<number, string> = new Map(
  Object.entries(ggmlTypes).map(([name, type]) => [type.id, name]),
);

/** The name of a type id from a file; null for one that llama.cpp does not read. */
export function ggmlTypeName(id: number): string | null {
  return namesById.get(id) ?? null;
}

/** Bits that one weight takes, its share of the block's scales included: 4.5 for Q4_K. Null for an unknown type. */
export function bitsPerWeight(type: string): number | null {
  const known = Object.hasOwn(ggmlTypes, type) ? ggmlTypes[type] : undefined;
  return known === undefined ? null : (known.blockBytes * 8) / known.blockElements;
}

/** Elements of a tensor: the product of its dimensions; 1 for a scalar (no dimensions). */
export function tensorElements(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * Bytes that a tensor takes in a file and in memory, as `ggml_nbytes` says for a contiguous one.
 * Throws `unsupported-model` for a type that is not in the table.
 */
export function tensorBytes(type: string, shape: readonly number[]): number {
  const known = Object.hasOwn(ggmlTypes, type) ? ggmlTypes[type] : undefined;
  if (known === undefined) throw appError("unsupported-model", "unknown-tensor-type", { type });
  const { blockElements, blockBytes } = known;
  const [rowElements = 1, ...rest] = shape;
  return Math.ceil(rowElements / blockElements) * blockBytes * tensorElements(rest);
}
