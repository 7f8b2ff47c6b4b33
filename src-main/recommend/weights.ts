import type { RepositoryVariant } from "../contract/catalog.ts";
import type { ModelFacts } from "../contract/model.ts";
import { ggmlTypes } from "../core/ggml-types.ts";
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
  layerBytes: Float64Array;
  /** Of them, bytes of the stacks of experts, which may stay on the CPU when their layer goes to a GPU. */
  expertBytes: Float64Array;
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
  /** What was summed for a CPU before. */
  repacked: Map<RepackRules, RepackedWeights>;
}

/** Sums over the first n layers, and the output's; the experts' are part of the layers'. */
export interface DecodeCosts {
  cpuLayers: Float64Array;
  gpuLayers: Float64Array;
  cpuExperts: Float64Array;
  gpuExperts: Float64Array;
  cpuOutput: number;
  gpuOutput: number;
}

/** Weights that stay on the CPU and are copied into its own layout, by layer, for one set of rules. */
export interface RepackedWeights {
  /** Of the first n layers. */
  layerBytes: Float64Array;
  /** Of their experts. */
  expertBytes: Float64Array;
  /** Of the output. A tied output that is repacked is a copy beside the mapped embedding. */
  outputBytes: number;
  /** What the copies take beyond the originals. */
  layerGrowth: Float64Array;
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

function add(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}

/** Prefix sums over the layers. */
function accumulate(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = (sums[i] ?? 0) + (values[i] ?? 0);
  return sums;
}

/**
 * Sums a model's weights for a type per tensor. `sizeBytes` is the real file's size less its header where known: the quantised
 * matrices are then scaled so that the sum is right, because uploaders' recipes differ.
 */
function sumWeights(
  facts: ModelFacts,
  types: readonly string[],
  sizeBytes: number | null,
  exact: boolean,
): VariantWeights {
  const slots = tensorSlots(facts);
  const sizes = types.map(typeSize);
  const bytes = new Float64Array(slots.length);
  let total = 0;
  let scalable = 0;
  let tied = true;
  slots.forEach((slot, i) => {
    const size = slotBytes(slot, sizes[i] ?? typeSize(slot.headerType));
    bytes[i] = size;
    total += size;
    if (slot.quantizable) scalable += size;
    if (slot.category === "output") tied = false;
  });
  const scale = sizeBytes !== null && scalable > 0 ? Math.max(0.05, 1 + (sizeBytes - total) / scalable) : 1;
  const count = facts.blockCount;
  const [layers, experts] = [new Float64Array(count), new Float64Array(count)];
  const [cpuCost, cpuExpertCost] = [new Float64Array(count), new Float64Array(count)];
  const [gpuCost, gpuExpertCost] = [new Float64Array(count), new Float64Array(count)];
  const usedShare = facts.experts && facts.experts.count > 0 ? facts.experts.used / facts.experts.count : 1;
  const output = { bytes: 0, cpu: 0, gpu: 0 };
  let inputBytes = 0;
  let activeBytes = 0;
  let largestMatrixBytes = 0;
  slots.forEach((slot, i) => {
    const type = sizes[i] ?? typeSize(slot.headerType);
    const size = (bytes[i] ?? 0) * (slot.quantizable ? scale : 1);
    const read = size * (slot.expert ? usedShare : 1);
    if (slot.place === "layer") largestMatrixBytes = Math.max(largestMatrixBytes, size);
    if (slot.place === "input") inputBytes += size;
    if (slot.place === "layer" && slot.layer < count) {
      add(layers, slot.layer, size);
      add(cpuCost, slot.layer, read * type.cpuCost);
      add(gpuCost, slot.layer, read * type.gpuCost);
      activeBytes += read;
      if (isExpertTensor(slot)) {
        add(experts, slot.layer, size);
        add(cpuExpertCost, slot.layer, read * type.cpuCost);
        add(gpuExpertCost, slot.layer, read * type.gpuCost);
      }
    } else if (slot.place === "output" || (tied && slot.name === "token_embd.weight")) {
      output.bytes += size;
      output.cpu += size * type.cpuCost;
      output.gpu += size * type.gpuCost;
      activeBytes += size;
    }
  });
  return {
    totalBytes: Math.round(sizeBytes !== null ? total + (scale - 1) * scalable : total),
    inputBytes,
    outputBytes: output.bytes,
    tied,
    layerBytes: accumulate(layers),
    expertBytes: accumulate(experts),
    activeBytes,
    decode: {
      cpuLayers: accumulate(cpuCost),
      gpuLayers: accumulate(gpuCost),
      cpuExperts: accumulate(cpuExpertCost),
      gpuExperts: accumulate(gpuExpertCost),
      cpuOutput: output.cpu,
      gpuOutput: output.gpu,
    },
    largestMatrixBytes,
    exact,
    scale,
    slots,
    types,
    repacked: new Map(),
  };
}

/** What llama.cpp's `--n-cpu-moe` moves: LLM_FFN_EXPS_REGEX in common/common.h. */
function isExpertTensor({ name }: TensorSlot): boolean {
  return expertNames.test(name);
}

const expertNames = /\.ffn_(up|down|gate|gate_up)_(ch)?exps/;

/** The share of the weights that the CPU copies, under the rules of its instruction sets. */
export function repackedWeights(facts: ModelFacts, weights: VariantWeights, rules: RepackRules): RepackedWeights {
  const known = weights.repacked.get(rules);
  if (known) return known;
  const layers = new Float64Array(facts.blockCount);
  const experts = new Float64Array(facts.blockCount);
  const growth = new Float64Array(facts.blockCount);
  let [outputBytes, outputGrowth] = [0, 0];
  const sizeOf = (slot: TensorSlot, type: string): number =>
    slotBytes(slot, typeSize(type)) * (slot.quantizable ? weights.scale : 1);
  weights.slots.forEach((slot, i) => {
    const type = weights.types[i] ?? slot.headerType;
    const tiedOutput = weights.tied && slot.name === "token_embd.weight";
    if (!tiedOutput && !slot.multiplied) return;
    // Experts' matrices are copied too: three dimensions are tested by the rows of one expert.
    const { rowElements: columns, expert } = slot;
    const share = packedShare(rules, { type, rows: slot.shape[1] ?? 1, columns, expert });
    if (share === null) return;
    const size = sizeOf(slot, type);
    if (slot.place === "layer") {
      add(layers, slot.layer, size);
      add(growth, slot.layer, size * (share - 1));
      if (isExpertTensor(slot)) add(experts, slot.layer, size);
    } else {
      outputBytes += size;
      outputGrowth += size * (share - 1);
    }
  });
  const result: RepackedWeights = {
    layerBytes: accumulate(layers),
    expertBytes: accumulate(experts),
    outputBytes,
    layerGrowth: accumulate(growth),
    outputGrowth,
  };
  weights.repacked.set(rules, result);
  return result;
}

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
  return remember(facts, "header", () => {
    const types = tensorSlots(facts).map((slot) => slot.headerType);
    return sumWeights(facts, types, null, facts.tensors !== null);
  });
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
    const recipe = recipeFor(variant.label, variant.modifiers);
    const types = recipe
      ? recipeTypes(facts, recipe, hasImportanceMatrix(facts, variant))
      : tensorSlots(facts).map((slot) => slot.headerType);
    const dataBytes = sizeBytes === null ? null : Math.max(0, sizeBytes - headerBytesOf(facts));
    return sumWeights(facts, types, dataBytes, false);
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
