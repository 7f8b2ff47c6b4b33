import type { TensorSlot } from "./tensor-slots.ts";

/**
 * The branches of `llama_tensor_get_type_impl` (src/llama-quant.cpp), one function each. They read like the original on purpose:
 * when llama.cpp changes a recipe, the two must be comparable line by line.
 */

/** What the recipe has counted so far, and what it knows of the model. */
export interface RecipeState {
  fileType: string;
  falcon: boolean;
  experts: number;
  /** Query heads per key-value head in the first layer. */
  headsPerKvHead: number;
  /** llama.cpp's LLM_TYPE_70B, which gets more bits for attn_v. */
  seventyB: boolean;
  importanceMatrix: boolean;
  layers: number;
  attentionVCount: number;
  attentionVIndex: number;
  ffnDownIndex: number;
  ffnGateIndex: number;
  ffnUpIndex: number;
}

/** The layers that matter most get more bits: the first and last eighth, and every third between. */
function useMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.trunc(layers / 8);
  return layer < eighth || layer >= Math.trunc((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

/** IQ1 and IQ2: only the most sensitive tensors get more. */
export function lowBitType(slot: TensorSlot, baseType: string, state: RecipeState): string {
  const { fileType, experts } = state;
  const iq2s = fileType === "IQ2_S" || fileType === "IQ2_M";
  switch (slot.category) {
    case "attention-v":
    case "attention-qkv":
    case "attention-kv-b":
      state.attentionVIndex++;
      if (state.headsPerKvHead >= 4 || experts >= 4) return "Q4_K";
      return iq2s ? "IQ3_S" : "Q2_K";
    case "attention-k":
      return experts === 8 ? "Q4_K" : baseType;
    case "ffn-down": {
      const early = state.ffnDownIndex++ < Math.trunc(state.layers / 8);
      return early ? (iq2s ? "IQ3_S" : "Q2_K") : baseType;
    }
    case "attention-output":
      if (experts === 8) return "Q5_K";
      if (fileType === "IQ1_S" || fileType === "IQ1_M") return "IQ2_XXS";
      return iq2s ? "IQ3_S" : baseType;
    default:
      return baseType;
  }
}

export function attentionVType(baseType: string, state: RecipeState): string {
  const { fileType } = state;
  const index = state.attentionVIndex++;
  const grouped = state.headsPerKvHead >= 4;
  let type = baseType;
  if (fileType === "Q2_K") type = grouped ? "Q4_K" : "Q3_K";
  else if (fileType === "Q2_K_S" && grouped) type = "Q4_K";
  else if (fileType === "IQ3_XXS") type = grouped ? "Q4_K" : state.importanceMatrix ? "IQ3_XXS" : "IQ3_S";
  else if ((fileType === "IQ3_XS" || fileType === "IQ3_S") && grouped) type = "Q4_K";
  else if (fileType === "IQ3_M") type = "Q4_K";
  else if (fileType === "Q3_K_M") type = index < 2 ? "Q5_K" : "Q4_K";
  else if (fileType === "Q3_K_L") type = "Q5_K";
  else if ((fileType === "IQ4_NL" || fileType === "IQ4_XS") && grouped) type = "Q5_K";
  else if ((fileType === "Q4_K_M" || fileType === "Q5_K_M") && useMoreBits(index, state.attentionVCount)) type = "Q6_K";
  else if (fileType === "Q4_K_S" && index < 4) type = "Q5_K";
  if (state.seventyB && (type === "Q3_K" || type === "Q4_K")) type = "Q5_K";
  return state.experts === 8 ? "Q8_0" : type;
}

export function attentionKType(baseType: string, state: RecipeState): string {
  if (state.experts === 8) return "Q8_0";
  return attentionQType(baseType, state);
}

export function attentionQType(baseType: string, state: RecipeState): string {
  if (state.fileType === "IQ3_XS") return "IQ3_XXS";
  return state.fileType === "IQ3_XXS" ? "IQ2_S" : baseType;
}

export function ffnDownType(slot: TensorSlot, baseType: string, state: RecipeState): string {
  const { fileType, falcon, layers } = state;
  const counted = state.ffnDownIndex++;
  // Experts do not follow one another in the file, so their layer is read from the name.
  const layer = state.experts > 1 ? slot.layer : counted;
  const early = layer < Math.trunc(layers / 8);
  const veryEarly = layer < Math.trunc(layers / 16);
  const more = useMoreBits(layer, layers);
  switch (fileType) {
    case "Q2_K":
      return "Q3_K";
    case "Q2_K_S":
      return early ? "Q4_K" : baseType;
    case "IQ3_XXS":
      if (state.importanceMatrix) return baseType;
      return early ? "Q4_K" : "Q3_K";
    case "Q3_K_M":
      if (veryEarly) return "Q5_K";
      return !falcon || more ? "Q4_K" : "Q3_K";
    case "IQ3_M":
      return early || (state.experts === 8 && more) ? "Q4_K" : baseType;
    case "Q3_K_L":
      return falcon ? "Q4_K" : "Q5_K";
    case "Q4_K_M":
      if (falcon) return veryEarly ? "Q6_K" : more ? "Q5_K" : "Q4_K";
      return more ? "Q6_K" : baseType;
    case "IQ4_NL":
    case "IQ4_XS":
      return early && !state.importanceMatrix ? "Q5_K" : baseType;
    case "Q5_K_M":
      return more ? "Q6_K" : baseType;
    case "Q4_K_S":
      return !falcon && early ? "Q5_K" : baseType;
    case "Q4_0":
      return state.importanceMatrix && early ? "Q4_1" : baseType;
    case "Q5_0":
      return state.importanceMatrix && early ? "Q5_1" : baseType;
    default:
      return baseType;
  }
}

const eightExpertsOutput = new Set([
  "Q2_K", "IQ3_XS", "IQ3_XXS", "Q3_K_S", "Q3_K_M", "IQ4_NL", "Q4_K_S", "Q4_K_M", "IQ3_S", "IQ3_M", "IQ4_XS",
]); // prettier-ignore

export function attentionOutputType(baseType: string, state: RecipeState): string {
  const { fileType } = state;
  if (state.falcon) return fileType === "Q3_K_L" ? "Q4_K" : baseType;
  if (state.experts === 8) return eightExpertsOutput.has(fileType) ? "Q5_K" : baseType;
  if (fileType === "Q2_K") return "Q3_K";
  if (fileType === "IQ3_XXS") return "IQ3_S";
  if (fileType === "Q3_K_M" || fileType === "IQ3_M") return "Q4_K";
  return fileType === "Q3_K_L" ? "Q5_K" : baseType;
}
