import type { GgufTensor } from "../../../../src-shared/contract/index.ts";

export const scalarTypes = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "bool",
  "string",
  "array",
  "uint64",
  "int64",
  "float64",
] as const;
/** In the order of `enum gguf_type`. */
export type GgufValueType = (typeof scalarTypes)[number];

/** A metadata value. 64-bit integers beyond 2^53 are rounded. */
export type GgufValue =
  | { type: "string"; value: string | null; lengthBytes: number }
  | { type: "bool"; value: boolean }
  | { type: "number"; of: GgufValueType; value: number }
  /** `value` is null for arrays of strings and for long ones: only their length is known. */
  | {
      type: "array";
      of: GgufValueType;
      length: number;
      value: number[] | null;
      /** Of a vocabulary: how many of its tokens stand for a byte ("<0x0A>"). */
      byteTokens?: number;
    };

export interface GgufTensorInfo extends GgufTensor {
  /** From the start of the tensor data. */
  offsetBytes: number;
  sizeBytes: number;
}

export interface GgufHeader {
  version: number;
  alignment: number;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensorInfo[];
  /** Where the tensor data begins. */
  headerBytes: number;
  /** From there to the end of the last tensor. */
  dataBytes: number;
}
