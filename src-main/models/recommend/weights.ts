import type { ModelFacts, RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { onceByTypes } from "./alike-models.ts";
import { type Recipe, recipeFor, recipeTypes } from "./recipe.ts";
import type { RepackRules } from "./repack.ts";
import { type TensorSlot, tensorSlots } from "./tensor-slots.ts";
import { type WeightSums, accumulate, scaled, sumRepacked, sumWeights } from "./weight-sums.ts";

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

/** Sizes of one label and shape; more than this are unusual uploads. */
const sizesKept = 4;

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

/** What sums were scaled to before: files of models that are alike are of one size too. */
const scaledBefore = new WeakMap<WeightSums, Map<number | null, VariantWeights>>();

function scaledTo(sums: WeightSums, dataBytes: number | null): VariantWeights {
  let bySize = scaledBefore.get(sums);
  if (!bySize) scaledBefore.set(sums, (bySize = new Map<number | null, VariantWeights>()));
  let weights = bySize.get(dataBytes);
  if (!weights) {
    weights = weightsFrom(sums, dataBytes, false);
    if (bySize.size < sizesKept) bySize.set(dataBytes, weights);
  }
  return weights;
}

function remember(facts: ModelFacts, key: string, make: () => VariantWeights): VariantWeights {
  let byKey = cache.get(facts);
  if (!byKey) cache.set(facts, (byKey = new Map<string, VariantWeights>()));
  let weights = byKey.get(key);
  if (!weights) byKey.set(key, (weights = make()));
  return weights;
}

/** llama-quantize refuses to make these without an importance matrix. */
const matrixLabels = /^(IQ1|IQ2|IQ3_XXS|Q2_K_S)/;

/** Whether the variant was made with an importance matrix, as far as the header, the name and the label show. */
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
 * so that the sum is the real file's size. `sizeBytes` is that of all shards, or null for an unknown size.
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
    return scaledTo(sums, dataBytes);
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
