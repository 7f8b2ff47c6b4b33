import type { GgufValue, HeaderContent } from "../gguf/index.ts";
import { unpackTensors } from "./packed-tensors.ts";
import { readRuns } from "./run-lengths.ts";
import type { ShapeRow } from "./shape-row-schema.ts";

/** A row as the header that it stands for. Throws `RangeError` for lists that are none. */
export function shapeContent(row: ShapeRow): HeaderContent {
  const metadata = new Map<string, GgufValue>();
  const text = (value: string): GgufValue => ({ type: "string", value, lengthBytes: value.length });
  metadata.set("general.architecture", text(row.architecture));
  for (const [key, value] of Object.entries(row.general)) metadata.set(`general.${key}`, text(value));
  metadata.set("tokenizer.ggml.tokens", { type: "array", of: "string", length: row.tokens, value: null });
  for (const [key, value] of Object.entries(row.keys)) metadata.set(`${row.architecture}.${key}`, valueOf(value));
  return { metadata, tensors: unpackTensors(row.tensors), headerBytes: null };
}

function valueOf(value: ShapeRow["keys"][string]): GgufValue {
  if (typeof value === "number") return { type: "number", of: "uint32", value };
  if (typeof value === "boolean") return { type: "bool", value };
  if (typeof value === "object") return { type: "array", of: "string", length: value.length, value: null };
  const values = readRuns(value);
  return { type: "array", of: "int32", length: values.length, value: values };
}
