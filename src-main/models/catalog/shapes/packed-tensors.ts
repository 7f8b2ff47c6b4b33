import type { GgufTensor } from "../../../../src-shared/contract/index.ts";
import { tensorElements } from "../../../ground/core/index.ts";
import { MAX_TENSOR_DIMENSIONS, MAX_TENSORS } from "../gguf/gguf-limits.ts";
import { readLayers, writeLayers } from "./layer-list.ts";

/**
 * Tensors by the layers that have them ("0-2,5"; "" for those outside the layers), each with its dimensions, fastest first:
 * "attn_norm.weight 4096; attn_q.weight 4096x4096". One row is F32; of more, what is
 * F32 or I32 all the same says so, and the rest is half precision: it is what is quantised.
 */
export type PackedTensors = Readonly<Record<string, string>>;

const separator = "; ";
const keptTypes = new Set(["F32", "I32"]);
const entry = /^([A-Za-z0-9_.]{1,60}) (\d{1,9}(?:x\d{1,9})*)(?: (F32|I32))?$/;
const layerName = /^blk\.(\d{1,4})\.(.+)$/;

/** `GGUF`'s own lists may end in ones. */
const dimensionsOf = (shape: readonly number[]): number => shape.findLastIndex((length) => length !== 1) + 1;

function readEntry(text: string): GgufTensor {
  const [, name, sizes, type] = entry.exec(text) ?? [];
  const shape = (sizes ?? "").split("x").map(Number);
  if (name === undefined || shape.length > MAX_TENSOR_DIMENSIONS)
    throw new RangeError(`no tensor: ${text.slice(0, 100)}`);
  return { name, type: type ?? (dimensionsOf(shape) <= 1 ? "F32" : "F16"), shape };
}

/** Throws `RangeError` for what `packTensors` would not have written. */
export function unpackTensors(packed: PackedTensors): GgufTensor[] {
  const tensors: GgufTensor[] = [];
  for (const [ranges, list] of Object.entries(packed)) {
    const layers = readLayers(ranges);
    const own = list.split(separator).map(readEntry);
    if (tensors.length + own.length * Math.max(1, layers.length) > MAX_TENSORS)
      throw new RangeError("too many tensors");
    if (ranges === "") tensors.push(...own);
    for (const layer of layers)
      for (const tensor of own) tensors.push({ ...tensor, name: `blk.${String(layer)}.${tensor.name}` });
  }
  return tensors;
}

/** The published count of parameters: the elements of all tensors, but for the factors of the position encoding. */
export function packedParameters(packed: PackedTensors): number {
  let count = 0;
  for (const [ranges, list] of Object.entries(packed)) {
    const times = ranges === "" ? 1 : readLayers(ranges).length;
    for (const { name, shape } of list.split(separator).map(readEntry))
      if (!/^rope_(?:freqs|factors)/.test(name)) count += times * tensorElements(shape);
  }
  return count;
}

/** Tensors of any types; which of them are F32 or I32 is all that is kept of these. */
export function packTensors(tensors: readonly GgufTensor[]): PackedTensors {
  const layersOf = new Map<string, number[]>();
  for (const { name, type, shape } of tensors) {
    const [, layer, part = name] = layerName.exec(name) ?? [];
    const kept = keptTypes.has(type) && dimensionsOf(shape) > 1 ? ` ${type}` : "";
    const text = `${part} ${shape.join("x")}${kept}`;
    const layers = layersOf.get(`${layer === undefined ? "outside" : "inside"} ${text}`) ?? [];
    if (layer !== undefined) layers.push(Number(layer));
    layersOf.set(`${layer === undefined ? "outside" : "inside"} ${text}`, layers);
  }
  const lists = new Map<string, { first: number; entries: string[] }>();
  for (const [key, layers] of layersOf) {
    const ranges = writeLayers(layers.sort((a, b) => a - b));
    const list = lists.get(ranges) ?? { first: layers[0] ?? -1, entries: [] };
    list.entries.push(key.slice(key.indexOf(" ") + 1));
    lists.set(ranges, list);
  }
  const ordered = [...lists].sort(([a, one], [b, other]) => one.first - other.first || (a < b ? -1 : 1));
  return Object.fromEntries(ordered.map(([ranges, { entries }]) => [ranges, entries.sort().join(separator)]));
}
