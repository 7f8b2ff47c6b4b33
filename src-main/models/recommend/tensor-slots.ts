import type { GgufTensor, ModelFacts } from "../../../src-shared/contract/index.ts";
import { tensorElements } from "../../ground/core/index.ts";
import { onceByTypes } from "./alike-models.ts";
import { completedTensors } from "./completed-tensors.ts";
import { deriveTensors } from "./derived-tensors.ts";

/** llama.cpp's `tensor_category` (src/llama-quant.cpp): the categories that a quantisation recipe distinguishes. */
export type TensorCategory =
  | "output"
  | "token-embedding"
  | "attention-qkv"
  | "attention-kv-b"
  | "attention-v"
  | "attention-k"
  | "attention-q"
  | "attention-output"
  | "ffn-up"
  | "ffn-gate"
  | "ffn-down"
  | "other";

/**
 * Where llama.cpp puts a tensor: `input` always stays on the CPU, `layer` follows its layer, `output` counts as one more layer,
 * `unloaded` stays in the file. Source: `llm_tensor_info` in src/llama-arch.cpp.
 */
export type TensorPlace = "input" | "layer" | "output" | "unloaded";

/** A tensor of the model with everything that does not depend on the variant worked out once. */
export interface TensorSlot {
  name: string;
  /** Type in the header that the facts come from. */
  headerType: string;
  shape: readonly number[];
  elements: number;
  /** First dimension: what a block must divide. */
  rowElements: number;
  rows: number;
  category: TensorCategory;
  place: TensorPlace;
  /** -1 outside the layers. */
  layer: number;
  /** A stack of experts' matrices (three dimensions). */
  expert: boolean;
  /** Used in a matrix product, so that it may be repacked on the CPU. */
  multiplied: boolean;
  quantizable: boolean;
}

const inputNames = /^(token_embd|token_embd_norm|position_embd|token_types|per_layer_token_embd)\.(weight|bias)$/;
/** Outside the layers by name, and with the first of them all the same. */
const firstLayerNames = /^(rope_f|per_layer_model_proj|per_layer_proj_norm)/;

function categoryOf(name: string): TensorCategory {
  if (name === "output.weight") return "output";
  if (name === "token_embd.weight" || name === "per_layer_token_embd.weight") return "token-embedding";
  if (name.includes("attn_qkv.weight")) return "attention-qkv";
  if (name.includes("attn_kv_b.weight")) return "attention-kv-b";
  if (name.includes("attn_v.weight")) return "attention-v";
  if (name.includes("attn_k.weight")) return "attention-k";
  if (name.includes("attn_q.weight")) return "attention-q";
  if (name.includes("attn_output.weight")) return "attention-output";
  if (name.includes("ffn_up")) return "ffn-up";
  if (name.includes("ffn_gate")) return "ffn-gate";
  if (name.includes("ffn_down")) return "ffn-down";
  return "other";
}

/** Parts of names that llama.cpp never quantises: `tensor_allows_quantization` in src/llama-quant.cpp. */
const neverQuantized = [
  "_norm.weight",
  "ffn_gate_inp.weight",
  "ffn_gate_tid2eid.weight",
  "altup",
  "laurel",
  "per_layer_model_proj",
  "ssm_conv1d",
  "shortconv.conv.weight",
  "indexer.k_proj.weight",
  "indexer.q_proj.weight",
  "time_mix_first.weight",
  "time_mix_w0.weight",
  "time_mix_w1.weight",
  "time_mix_w2.weight",
  "time_mix_v0.weight",
  "time_mix_v1.weight",
  "time_mix_v2.weight",
  "time_mix_a0.weight",
  "time_mix_a1.weight",
  "time_mix_a2.weight",
  "time_mix_g1.weight",
  "time_mix_g2.weight",
  "time_mix_decay_w1.weight",
  "time_mix_decay_w2.weight",
  "time_mix_lerp_fused.weight",
  "attn_rel_b.weight",
  "position_embd",
  "token_types",
];

/** Stacks of experts, among them those that experts share in groups (GroveMoE). */
const expertNames = /_(ch)?exps\b/;

/** Of the layers that a chat does not load, the one matrix that `create_tensor_gate_up_exps` (src/llama-model.cpp) does not skip. */
const loadedAllTheSame = ".ffn_gate_up_exps.weight";

function dimensions(shape: readonly number[]): number {
  let count = shape.length;
  while (count > 1 && shape[count - 1] === 1) count--;
  return count;
}

function slotOf(tensor: GgufTensor): TensorSlot {
  const { name, shape } = tensor;
  const elements = tensorElements(shape);
  const rowElements = shape[0] ?? 1;
  const dims = dimensions(shape);
  const expert = dims === 3 && expertNames.test(name);
  const match = /^blk\.(\d+)\./.exec(name);
  const place = match || firstLayerNames.test(name) ? "layer" : inputNames.test(name) ? "input" : "output";
  return {
    name,
    headerType: tensor.type,
    shape,
    elements,
    rowElements,
    rows: rowElements > 0 ? elements / rowElements : 0,
    category: categoryOf(name),
    place,
    layer: match ? Number(match[1]) : place === "layer" ? 0 : -1,
    expert,
    // A stack that is not of experts (latent attention's k_b and v_b) has no repacked product.
    multiplied: (dims === 2 || expert) && place !== "input" && name.endsWith(".weight") && !name.includes("ssm_conv1d"),
    quantizable: dims >= 2 && name.endsWith("weight") && !neverQuantized.some((part) => name.includes(part)),
  };
}

function compareSlots(a: TensorSlot, b: TensorSlot): number {
  return a.layer - b.layer || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** Whether the embedding is the output too: the model has no separate matrix for it. */
export function isTied(slots: readonly TensorSlot[]): boolean {
  return !slots.some(({ category }) => category === "output");
}

/**
 * The model's tensors in the order in which llama.cpp quantises them (by layer, then by name; some recipes count as they go).
 * Without any tensor they are derived from the hyperparameters.
 */
export const tensorSlots = onceByTypes((facts: ModelFacts): readonly TensorSlot[] => {
  const slots = (facts.tensors ?? completedTensors(facts) ?? deriveTensors(facts)).map(slotOf).sort(compareSlots);
  const loadedLayers = facts.blockCount - (facts.draftLayers ?? 0);
  for (const slot of slots) {
    if (slot.layer < loadedLayers || slot.name.endsWith(loadedAllTheSame)) continue;
    slot.place = "unloaded";
    slot.multiplied = false;
  }
  return slots;
});
