import type { RepositoryVariant } from "../contract/catalog.ts";
import type { ModelFacts } from "../contract/model.ts";
import { ggmlTypes } from "../core/ggml-types.ts";
import { onceByTypes } from "./alike-models.ts";
import { cpuDecodeCost, gpuDecodeCost } from "./decode-cost.ts";
import { type Recipe, recipeFor, recipeTypes } from "./recipe.ts";
import { type RepackRules, packedShare } from "./repack.ts";
import { type TensorSlot, tensorSlots } from "./tensor-slots.ts";

/** A variant's weights in bytes, summed the way in which llama.cpp spreads them over devices. */
export interface VariantWeights {
  /** All of it as in the file: header left out, a tied output counted once. */
  totalBytes: number;
  /** Embeddings: always on the CPU, read row by row, never repacked. */
  inputBytes: number;
  /** Output matrix and what goes with it: one more layer. For a tied model the embedding once more, where it is copied. */
  outputBytes: number;
  /** True when `outputBytes` is the embedding's own. */
  tied: boolean;
  /** `layerBytes[n]`: bytes of the first n layers. */
  layerBytes: readonly number[];
  /** Of them, bytes of the stacks of experts, which may stay on the CPU when their layer goes to a GPU. */
  expertBytes: readonly number[];
  /** Bytes of the matrices that one token reads: all but embeddings and the experts that rest. */
  activeBytes: number;
  /** What reading them costs, in bytes of Q8_0: of the first n layers, and of the output. */
  decode: DecodeCosts;
  /** Bytes of the largest matrix in a layer; a stack of experts is one. */
  largestMatrixBytes: number;
  /** Whether every tensor's type is from the variant's own header. */
  exact: boolean;
  /** What the real size is over the recipe's; 1 when they agree or no size is known. */
  scale: number;
  slots: readonly TensorSlot[];
  types: readonly string[];
  /** What it was scaled from. */
  sums: WeightSums;
  /** What was scaled for a CPU before. */
  repacked: Map<RepackRules, RepackedWeights>;
}

/** Sums over the first n layers, and the output's; the experts' are part of the layers'. */
export interface DecodeCosts {
  cpuLayers: readonly number[];
  gpuLayers: readonly number[];
  cpuExperts: readonly number[];
  gpuExperts: readonly number[];
  cpuOutput: number;
  gpuOutput: number;
}

/** Weights that stay on the CPU and are copied into its own layout, by layer, for one set of rules. */
export interface RepackedWeights {
  /** Of the first n layers. */
  layerBytes: readonly number[];
  /** Of their experts. */
  expertBytes: readonly number[];
  /** Of the output. A tied output that is repacked is a copy beside the mapped embedding. */
  outputBytes: number;
  /** What the copies take beyond the originals. */
  layerGrowth: readonly number[];
  outputGrowth: number;
}

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
interface WeightSums {
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
  /** What was scaled to a size before: files of models that are alike are of one size too. */
  scaled: Map<number | null, VariantWeights>;
}

/** Sizes of one label and shape; more are uploads of their own kind. */
const sizesKept = 4;

/** What is copied into the CPU's own layout, not yet held against a file's size. */
interface RepackSums {
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

const scaled = ({ fixed, scalable }: Sum, scale: number): number => fixed + scale * scalable;

/** Prefix sums over the layers. */
function accumulate({ fixed, scalable }: LayerSum, scale: number): number[] {
  const sums = [0];
  let sum = 0;
  for (let i = 0; i < fixed.length; i++) sums.push((sum += (fixed[i] ?? 0) + scale * (scalable[i] ?? 0)));
  return sums;
}

/** Sums a model's weights for a type per tensor. */
function sumWeights(facts: ModelFacts, types: readonly string[]): WeightSums {
  const slots = tensorSlots(facts);
  const count = facts.blockCount;
  const usedShare = facts.experts && facts.experts.count > 0 ? facts.experts.used / facts.experts.count : 1;
  const tied = !slots.some(({ category }) => category === "output");
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
    scaled: new Map(),
  };
  slots.forEach((slot, i) => {
    const type = typeSize(types[i] ?? slot.headerType);
    const size = slotBytes(slot, type);
    const read = size * (slot.expert ? usedShare : 1);
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

/**
 * Weights from their sums. `sizeBytes` is the real file's size less its header where known: the quantised matrices are then scaled
 * so that the sum is right, because uploaders' recipes differ.
 */
function weightsFrom(sums: WeightSums, sizeBytes: number | null, exact: boolean): VariantWeights {
  const { fixed, scalable } = sums.total;
  const total = fixed + scalable;
  const scale = sizeBytes !== null && scalable > 0 ? Math.max(0.05, 1 + (sizeBytes - total) / scalable) : 1;
  return {
    totalBytes: Math.round(sizeBytes !== null ? total + (scale - 1) * scalable : total),
    inputBytes: scaled(sums.input, scale),
    outputBytes: scaled(sums.output, scale),
    tied: sums.tied,
    layerBytes: accumulate(sums.layers, scale),
    expertBytes: accumulate(sums.experts, scale),
    activeBytes: scaled(sums.active, scale),
    decode: {
      cpuLayers: accumulate(sums.cpuLayers, scale),
      gpuLayers: accumulate(sums.gpuLayers, scale),
      cpuExperts: accumulate(sums.cpuExperts, scale),
      gpuExperts: accumulate(sums.gpuExperts, scale),
      cpuOutput: scaled(sums.cpuOutput, scale),
      gpuOutput: scaled(sums.gpuOutput, scale),
    },
    largestMatrixBytes: Math.max(sums.largest.fixed, scale * sums.largest.scalable),
    exact,
    scale,
    slots: sums.slots,
    types: sums.types,
    sums,
    repacked: new Map(),
  };
}

/** What llama.cpp's `--n-cpu-moe` moves: LLM_FFN_EXPS_REGEX in common/common.h. */
export function isExpertTensor({ name }: TensorSlot): boolean {
  return expertNames.test(name);
}

const expertNames = /\.ffn_(up|down|gate|gate_up)_(ch)?exps/;

/** The share of the weights that the CPU copies, under the rules of its instruction sets. */
export function repackedWeights(weights: VariantWeights, rules: RepackRules): RepackedWeights {
  let known = weights.repacked.get(rules);
  if (!known) {
    const { sums, scale } = weights;
    let repacked = sums.repacked.get(rules);
    if (!repacked) sums.repacked.set(rules, (repacked = sumRepacked(sums, rules)));
    known = {
      layerBytes: accumulate(repacked.layers, scale),
      expertBytes: accumulate(repacked.experts, scale),
      outputBytes: scaled(repacked.output, scale),
      layerGrowth: accumulate(repacked.layerGrowth, scale),
      outputGrowth: scaled(repacked.outputGrowth, scale),
    };
    weights.repacked.set(rules, known);
  }
  return known;
}

function sumRepacked({ slots, types, tied, layers }: WeightSums, rules: RepackRules): RepackSums {
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

/** Whether the slot is the output of a model that has no matrix of its own for it. */
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

const knownSums = onceByTypes(() => new Map<string, WeightSums>());

function sumsOf(facts: ModelFacts, key: string, types: () => readonly string[]): WeightSums {
  const byKey = knownSums(facts);
  let sums = byKey.get(key);
  if (!sums) byKey.set(key, (sums = sumWeights(facts, types())));
  return sums;
}

const headerTypes = (facts: ModelFacts): string[] => tensorSlots(facts).map((slot) => slot.headerType);

/** Files differ in size even where models are alike, so these are each model's own. */
const cache = new WeakMap<ModelFacts, Map<string, VariantWeights>>();

function remember(facts: ModelFacts, key: string, make: () => VariantWeights): VariantWeights {
  let byKey = cache.get(facts);
  if (!byKey) cache.set(facts, (byKey = new Map<string, VariantWeights>()));
  let weights = byKey.get(key);
  if (!weights) byKey.set(key, (weights = make()));
  return weights;
}

/** llama-quantize refuses to make these without an importance matrix. */
const matrixLabels = /^(IQ1|IQ2|IQ3_XXS|Q2_K_S)/;

/** Whether the variant was made with an importance matrix, as far as the header, the name and the label tell. */
export function hasImportanceMatrix(
  facts: ModelFacts,
  variant: { label: string; modifiers: readonly string[] },
): boolean {
  const named = variant.modifiers.some((modifier) => modifier.toLowerCase() === "i1");
  return facts.importanceMatrix || named || matrixLabels.test(variant.label);
}

/** Bytes of the header, or a fair guess for a variant whose header was not read: vocabularies make headers of some megabytes. */
function headerBytesOf(facts: ModelFacts): number {
  return facts.headerBytes ?? 0;
}

/** Weights by the types of the model's own header. `sizeBytes` is the whole file's (all shards), or null. */
export function headerWeights(facts: ModelFacts): VariantWeights {
  return remember(facts, "header", () =>
    weightsFrom(
      sumsOf(facts, "header", () => headerTypes(facts)),
      null,
      facts.tensors !== null,
    ),
  );
}

/**
 * Weights of any variant of the repository, from one header: each tensor's type by llama.cpp's recipe for the label, then scaled
 * so that the sum is the real file's size. `sizeBytes` is that of all shards, or null for a size that nobody has told.
 * An unknown label takes the header's own mix of types at the variant's size.
 */
export function variantWeights(
  facts: ModelFacts,
  variant: Pick<RepositoryVariant, "label" | "modifiers">,
  sizeBytes: number | null,
): VariantWeights {
  // Most variants have no modifiers, and this is asked for every plan of every variant.
  const label = variant.modifiers.length === 0 ? variant.label : `${variant.modifiers.join("-")}-${variant.label}`;
  const key = sizeBytes === null ? label : `${label} ${String(sizeBytes)}`;
  return remember(facts, key, () => {
    const sums = sumsOf(facts, label, () => {
      const recipe = recipeFor(variant.label, variant.modifiers);
      return recipe ? recipeTypes(facts, recipe, hasImportanceMatrix(facts, variant)) : headerTypes(facts);
    });
    const dataBytes = sizeBytes === null ? null : Math.max(0, sizeBytes - headerBytesOf(facts));
    let weights = sums.scaled.get(dataBytes);
    if (!weights) {
      weights = weightsFrom(sums, dataBytes, false);
      if (sums.scaled.size < sizesKept) sums.scaled.set(dataBytes, weights);
    }
    return weights;
  });
}

/** Bytes of a variant's file by our own size model, for the bundled catalogue; null for a label without a recipe. */
export function computedVariantSize(
  facts: ModelFacts,
  label: string,
  modifiers: readonly string[] = [],
): number | null {
  const recipe: Recipe | null = recipeFor(label, modifiers);
  if (!recipe) return null;
  const weights = variantWeights(facts, { label, modifiers: [...modifiers] }, null);
  return weights.totalBytes + headerBytesOf(facts);
}
