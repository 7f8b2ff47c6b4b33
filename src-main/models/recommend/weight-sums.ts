import type { ModelFacts } from "../../../src-shared/contract/index.ts";
import { ggmlTypes } from "../../ground/core/index.ts";
import { cpuDecodeCost, gpuDecodeCost } from "./decode-cost.ts";
import { type RepackRules, packedShare } from "./repack.ts";
import { type TensorSlot, isTied, tensorSlots } from "./tensor-slots.ts";

/** What must be known of a type to sum tensors of it. */
interface TypeSize {
  blockElements: number;
  blockBytes: number;
  cpuCost: number;
  gpuCost: number;
}

const typeSizes = new Map<string, TypeSize>();

/** A type that the table does not have is taken for one of 4.5 bits, which most are near; the file's size then corrects it. */
const assumedSize = { blockElements: 16, blockBytes: 9 };

function typeSize(type: string): TypeSize {
  let known = typeSizes.get(type);
  if (!known) {
    const { blockElements, blockBytes } = ggmlTypes[type] ?? assumedSize;
    known = { blockElements, blockBytes, cpuCost: cpuDecodeCost(type), gpuCost: gpuDecodeCost(type) };
    typeSizes.set(type, known);
  }
  return known;
}

function slotBytes(slot: TensorSlot, { blockElements, blockBytes }: TypeSize): number {
  return Math.ceil(slot.rowElements / blockElements) * blockBytes * slot.rows;
}

/** A sum over tensors of which some are made larger or smaller when the file's real size is known. */
interface Sum {
  fixed: number;
  scalable: number;
}

/** Such sums by layer. */
interface LayerSum {
  fixed: number[];
  scalable: number[];
}

/** A model's weights for a type per tensor, not yet held against a file's size. */
export interface WeightSums {
  total: Sum;
  input: Sum;
  output: Sum;
  active: Sum;
  largest: Sum;
  layers: LayerSum;
  experts: LayerSum;
  cpuLayers: LayerSum;
  gpuLayers: LayerSum;
  cpuExperts: LayerSum;
  gpuExperts: LayerSum;
  cpuOutput: Sum;
  gpuOutput: Sum;
  tied: boolean;
  slots: readonly TensorSlot[];
  types: readonly string[];
  /** What was summed for a CPU before. */
  repacked: Map<RepackRules, RepackSums>;
}

/** What is copied into the CPU's own layout, not yet held against a file's size. */
export interface RepackSums {
  layers: LayerSum;
  experts: LayerSum;
  output: Sum;
  layerGrowth: LayerSum;
  outputGrowth: Sum;
}

const noSum = (): Sum => ({ fixed: 0, scalable: 0 });
const noLayers = (count: number): LayerSum => ({
  fixed: new Array<number>(count).fill(0),
  scalable: new Array<number>(count).fill(0),
});

function add(sum: Sum, slot: TensorSlot, value: number): void {
  if (slot.quantizable) sum.scalable += value;
  else sum.fixed += value;
}

function addAt({ fixed, scalable }: LayerSum, slot: TensorSlot, value: number): void {
  const values = slot.quantizable ? scalable : fixed;
  values[slot.layer] = (values[slot.layer] ?? 0) + value;
}

export const scaled = ({ fixed, scalable }: Sum, scale: number): number => fixed + scale * scalable;

/** Prefix sums over the layers. */
export function accumulate({ fixed, scalable }: LayerSum, scale: number): number[] {
  const sums = [0];
  let sum = 0;
  for (let i = 0; i < fixed.length; i++) sums.push((sum += (fixed[i] ?? 0) + scale * (scalable[i] ?? 0)));
  return sums;
}

/** Sums a model's weights for a type per tensor. */
export function sumWeights(facts: ModelFacts, types: readonly string[]): WeightSums {
  const slots = tensorSlots(facts);
  const count = facts.blockCount;
  const usedShare = facts.experts && facts.experts.count > 0 ? facts.experts.used / facts.experts.count : 1;
  const tied = isTied(slots);
  const sums: WeightSums = {
    total: noSum(),
    input: noSum(),
    output: noSum(),
    active: noSum(),
    largest: noSum(),
    layers: noLayers(count),
    experts: noLayers(count),
    cpuLayers: noLayers(count),
    gpuLayers: noLayers(count),
    cpuExperts: noLayers(count),
    gpuExperts: noLayers(count),
    cpuOutput: noSum(),
    gpuOutput: noSum(),
    tied,
    slots,
    types,
    repacked: new Map(),
  };
  slots.forEach((slot, i) => {
    const type = typeSize(types[i] ?? slot.headerType);
    const size = slotBytes(slot, type);
    const read = size * (slot.expert ? usedShare : 1) * (slot.place === "layer" ? (facts.loops ?? 1) : 1);
    add(sums.total, slot, size);
    if (slot.place === "input") add(sums.input, slot, size);
    if (slot.place === "layer") {
      const kind = slot.quantizable ? "scalable" : "fixed";
      sums.largest[kind] = Math.max(sums.largest[kind], size);
    }
    if (slot.place === "layer" && slot.layer < count) {
      addAt(sums.layers, slot, size);
      addAt(sums.cpuLayers, slot, read * type.cpuCost);
      addAt(sums.gpuLayers, slot, read * type.gpuCost);
      add(sums.active, slot, read);
      if (isExpertTensor(slot)) {
        addAt(sums.experts, slot, size);
        addAt(sums.cpuExperts, slot, read * type.cpuCost);
        addAt(sums.gpuExperts, slot, read * type.gpuCost);
      }
    } else if (slot.place === "output" || isTiedOutput(slot, tied)) {
      add(sums.output, slot, size);
      add(sums.cpuOutput, slot, size * type.cpuCost);
      add(sums.gpuOutput, slot, size * type.gpuCost);
      add(sums.active, slot, size);
    }
  });
  return sums;
}

export function sumRepacked({ slots, types, tied, layers }: WeightSums, rules: RepackRules): RepackSums {
  const count = layers.fixed.length;
  const sums: RepackSums = {
    layers: noLayers(count),
    experts: noLayers(count),
    output: noSum(),
    layerGrowth: noLayers(count),
    outputGrowth: noSum(),
  };
  slots.forEach((slot, i) => {
    const type = types[i] ?? slot.headerType;
    const share = copiedShare(slot, type, tied, rules);
    if (share === null) return;
    const size = slotBytes(slot, typeSize(type));
    if (slot.place === "layer") {
      addAt(sums.layers, slot, size);
      addAt(sums.layerGrowth, slot, size * (share - 1));
      if (isExpertTensor(slot)) addAt(sums.experts, slot, size);
    } else {
      add(sums.output, slot, size);
      add(sums.outputGrowth, slot, size * (share - 1));
    }
  });
  return sums;
}

/** Whether the slot is the output of a model that has no separate matrix for it. */
export function isTiedOutput({ name }: TensorSlot, tied: boolean): boolean {
  return tied && name === "token_embd.weight";
}

/** Bytes of the CPU's own copy of a tensor of this type over those of the original; null where it makes none. */
export function copiedShare(slot: TensorSlot, type: string, tied: boolean, rules: RepackRules): number | null {
  if (!slot.multiplied && !isTiedOutput(slot, tied)) return null;
  // Experts' matrices are copied too: three dimensions are tested by the rows of one expert.
  const { rowElements: columns, expert } = slot;
  return packedShare(rules, { type, rows: slot.shape[1] ?? 1, columns, expert });
}

/** What llama.cpp's `--n-cpu-moe` moves: LLM_FFN_EXPS_REGEX in common/common.h. */
export function isExpertTensor({ name }: TensorSlot): boolean {
  return expertNames.test(name);
}

const expertNames = /\.ffn_(up|down|gate|gate_up)_(ch)?exps/;
