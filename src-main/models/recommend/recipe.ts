import type { ModelFacts } from "../../../src-shared/contract/index.ts";
import { ggmlTypes } from "../../ground/core/index.ts";
import {
  type RecipeState,
  attentionKType,
  attentionOutputType,
  attentionQType,
  attentionVType,
  ffnDownType,
  lowBitType,
} from "./recipe-rules.ts";
import { type TensorSlot, isTied, tensorSlots } from "./tensor-slots.ts";

/** One of llama.cpp's file types, and what uploaders change about it. */
export interface Recipe {
  /** `llama_ftype` by the name that llama-quantize takes. */
  fileType: string;
  /** The type of tensors that no rule names: `llama_ftype_get_default_type`. */
  baseType: string;
  /** Type of embedding and output in the `_L` and `_XL` variants of common uploaders. */
  embeddingType: string | null;
  /** False where the label only resembles this recipe (`UD-…_XL`), so that the real file's size must correct it. */
  exact: boolean;
}

const baseTypes: Readonly<Record<string, string>> = {
  F32: "F32",
  F16: "F16",
  BF16: "BF16",
  Q8_0: "Q8_0",
  Q5_1: "Q5_1",
  Q5_0: "Q5_0",
  Q4_1: "Q4_1",
  Q4_0: "Q4_0",
  Q2_0: "Q2_0",
  Q1_0: "Q1_0",
  Q6_K: "Q6_K",
  Q5_K_M: "Q5_K",
  Q5_K_S: "Q5_K",
  Q4_K_M: "Q4_K",
  Q4_K_S: "Q4_K",
  Q3_K_L: "Q3_K",
  Q3_K_M: "Q3_K",
  Q3_K_S: "Q3_K",
  Q2_K: "Q2_K",
  Q2_K_S: "Q2_K",
  IQ4_NL: "IQ4_NL",
  IQ4_XS: "IQ4_XS",
  IQ3_M: "IQ3_S",
  IQ3_S: "IQ3_S",
  IQ3_XS: "IQ3_S",
  IQ3_XXS: "IQ3_XXS",
  IQ2_M: "IQ2_S",
  IQ2_S: "IQ2_XS",
  IQ2_XS: "IQ2_XS",
  IQ2_XXS: "IQ2_XXS",
  IQ1_M: "IQ1_M",
  IQ1_S: "IQ1_S",
  TQ1_0: "TQ1_0",
  TQ2_0: "TQ2_0",
  MXFP4_MOE: "MXFP4",
};

/** Labels that name another label's file type. */
const aliases: Readonly<Record<string, string>> = {
  FP32: "F32",
  FP16: "F16",
  Q3_K: "Q3_K_M",
  Q4_K: "Q4_K_M",
  Q5_K: "Q5_K_M",
  Q6_K_M: "Q6_K",
  Q6_K_S: "Q6_K",
  Q3_K_XS: "Q3_K_S",
  MXFP4: "MXFP4_MOE",
};

/** `_L` and `_XL` of common uploaders: the medium recipe with embedding and output in Q8_0. */
const generous: Readonly<Record<string, string>> = {
  Q2_K_L: "Q2_K",
  Q3_K_XL: "Q3_K_L",
  Q4_K_L: "Q4_K_M",
  Q5_K_L: "Q5_K_M",
  Q6_K_L: "Q6_K",
};

function exactRecipe(fileType: string): Recipe | null {
  const baseType = baseTypes[fileType];
  return baseType === undefined ? null : { fileType, baseType, embeddingType: null, exact: true };
}

/** The recipe behind a quant label; null when nothing is known to resemble it. */
export function recipeFor(label: string, modifiers: readonly string[] = []): Recipe | null {
  const dynamic = modifiers.some((modifier) => modifier.toUpperCase() === "UD");
  const plain = exactRecipe(aliases[label] ?? label);
  if (plain) return { ...plain, exact: !dynamic };
  const base = generous[label];
  if (base !== undefined && !dynamic) {
    const recipe = exactRecipe(base);
    return recipe && { ...recipe, embeddingType: "Q8_0" };
  }
  // UD-Q4_K_XL, Q8_K_XL, Q4_K_XXL and what else comes: the nearest standard file type.
  const family = label.replace(/_(XXL|XL|L)$/, "");
  const nearest = exactRecipe(aliases[family] ?? family) ?? exactRecipe(family.replace(/^Q8_K.*/, "Q8_0"));
  return nearest && { ...nearest, exact: false };
}

/** Falls back to a type whose block divides the row: `tensor_type_fallback` in src/llama-quant.cpp. */
function fittingType(type: string, rowElements: number): string {
  const block = ggmlTypes[type]?.blockElements ?? 1;
  if (rowElements % block === 0) return type;
  const smaller = fallbacks[type] ?? type;
  return rowElements % (ggmlTypes[smaller]?.blockElements ?? 1) === 0 ? smaller : "F16";
}

const fallbacks: Readonly<Record<string, string>> = {
  IQ1_S: "IQ4_NL",
  IQ1_M: "IQ4_NL",
  IQ2_XXS: "IQ4_NL",
  IQ2_XS: "IQ4_NL",
  IQ2_S: "IQ4_NL",
  IQ3_XXS: "IQ4_NL",
  IQ3_S: "IQ4_NL",
  IQ4_XS: "IQ4_NL",
  Q2_0: "Q4_0",
  Q2_K: "Q4_0",
  Q3_K: "Q4_0",
  TQ1_0: "Q4_0",
  TQ2_0: "Q4_0",
  Q4_K: "Q5_0",
  Q5_K: "Q5_1",
  Q6_K: "Q8_0",
};

const lowBitFileTypes = new Set(["IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ1_S", "IQ1_M"]);
const coarseOutput = new Set([...lowBitFileTypes, "IQ3_XXS"]);
const unquantizedTypes = new Set(["F32", "F16", "BF16"]);

function outputType(slot: TensorSlot, baseType: string, state: RecipeState): string {
  const block = ggmlTypes[baseType]?.blockElements ?? 1;
  if (state.fileType === "MXFP4_MOE" || state.falcon || slot.rowElements % block !== 0) return "Q8_0";
  if (coarseOutput.has(state.fileType)) return "Q5_K";
  return baseType === "Q8_0" ? "Q8_0" : "Q6_K";
}

function embeddingType(baseType: string, fileType: string): string {
  if (["IQ2_XXS", "IQ2_XS", "IQ1_S", "IQ1_M"].includes(fileType)) return "Q2_K";
  if (["IQ2_S", "IQ2_M", "IQ3_XXS"].includes(fileType)) return "IQ3_S";
  return ["TQ1_0", "TQ2_0", "Q2_0"].includes(fileType) ? "Q4_K" : baseType;
}

/** `llama_tensor_get_type_impl`: the order of the branches is llama.cpp's, because the first one that applies wins. */
function mixedType(slot: TensorSlot, baseType: string, tied: boolean, state: RecipeState): string {
  const { category } = slot;
  if (category === "output" || (tied && category === "token-embedding")) return outputType(slot, baseType, state);
  if (state.fileType === "MXFP4_MOE") return (slot.shape[2] ?? 1) > 1 ? "MXFP4" : "Q8_0";
  if (category === "token-embedding") return embeddingType(baseType, state.fileType);
  if (lowBitFileTypes.has(state.fileType)) return lowBitType(slot, baseType, state);
  switch (category) {
    case "attention-v":
    case "attention-qkv":
    case "attention-kv-b":
      return attentionVType(baseType, state);
    case "attention-k":
      return attentionKType(baseType, state);
    case "attention-q":
      return attentionQType(baseType, state);
    case "ffn-down":
      return ffnDownType(slot, baseType, state);
    case "attention-output":
      return attentionOutputType(baseType, state);
    case "ffn-gate":
    case "ffn-up": {
      const counted = category === "ffn-gate" ? state.ffnGateIndex++ : state.ffnUpIndex++;
      const layer = state.experts > 1 ? slot.layer : counted;
      const middle = layer >= Math.trunc(state.layers / 8) && layer < Math.trunc((7 * state.layers) / 8);
      return state.fileType === "IQ3_XS" && middle ? "IQ3_XXS" : baseType;
    }
    case "other":
      return baseType;
  }
}

function isSeventyB(facts: ModelFacts): boolean {
  if (facts.blockCount !== 80) return false;
  if (facts.architecture === "llama") return facts.headCounts[0] !== facts.kvHeadCounts[0];
  return ["qwen2", "deci", "olmo"].includes(facts.architecture);
}

/** Files of these give their recurrent layers heads of KV too, which the recipe reads though they have no cache. */
const headsEverywhere = new Set(["qwen3next", "qwen35", "qwen35moe", "qwen4exp", "minimax-01"]);

/** Heads of keys and values in the first layer, as the file states them: the recipe asks for no other. */
function firstKvHeads({ architecture, kvHeadCounts }: ModelFacts): number {
  return headsEverywhere.has(architecture) ? Math.max(0, ...kvHeadCounts) : (kvHeadCounts[0] ?? 0);
}

/**
 * The type that llama-quantize gives each of the model's tensors (in the order of `tensorSlots`), by the rules of
 * `llama_tensor_get_type` in src/llama-quant.cpp of the engine's own llama.cpp.
 * Tensors that are never quantised keep the header's type.
 */
export function recipeTypes(facts: ModelFacts, recipe: Recipe, importanceMatrix: boolean): string[] {
  const slots = tensorSlots(facts);
  const tied = isTied(slots);
  const isV = (slot: TensorSlot): boolean =>
    slot.category === "attention-v" || slot.category === "attention-qkv" || slot.category === "attention-kv-b";
  const kvHeads = firstKvHeads(facts);
  const state: RecipeState = {
    fileType: recipe.fileType,
    falcon: facts.architecture === "falcon",
    experts: facts.experts?.count ?? 0,
    headsPerKvHead: kvHeads > 0 ? Math.trunc((facts.headCounts[0] ?? 0) / kvHeads) : 0,
    seventyB: isSeventyB(facts),
    importanceMatrix,
    layers: facts.blockCount,
    attentionVCount: slots.filter(isV).length,
    attentionVIndex: 0,
    ffnDownIndex: 0,
    ffnGateIndex: 0,
    ffnUpIndex: 0,
  };
  const plain = unquantizedTypes.has(recipe.baseType);
  return slots.map((slot) => {
    if (!slot.quantizable) return slot.headerType;
    if (plain) return recipe.baseType;
    const generousHere = slot.category === "output" || slot.category === "token-embedding";
    if (recipe.embeddingType !== null && generousHere) return fittingType(recipe.embeddingType, slot.rowElements);
    return fittingType(mixedType(slot, recipe.baseType, tied, state), slot.rowElements);
  });
}
