import type { GgufTensor, ModelFacts } from "../../../src-shared/contract/index.ts";
import { tensorElements } from "../../ground/core/index.ts";

/** How an architecture's layers differ from llama's, as far as sizes are concerned. */
interface LayerStyle {
  /** One matrix for queries, keys and values (`attn_qkv`). */
  fusedAttention?: true;
  /** Biases on queries, keys and values. */
  attentionBias?: true;
  /** Norms on queries and keys, per head. */
  headNorms?: true;
  /** Norms on queries and keys over all heads. */
  wideHeadNorms?: true;
  /** Norms after attention and after the feed-forward part. */
  postNorms?: true;
  /** No gate: a plain up and down. */
  ungated?: true;
  /** Gate and up in one matrix (`ffn_up` of twice the width). */
  fusedGate?: true;
  /** Attention and feed-forward share one norm. */
  sharedNorm?: true;
}

const styles: Readonly<Record<string, LayerStyle>> = {
  qwen2: { attentionBias: true },
  qwen2moe: { attentionBias: true },
  qwen3: { headNorms: true },
  qwen3moe: { headNorms: true },
  gemma2: { postNorms: true },
  gemma3: { postNorms: true, headNorms: true },
  olmo2: { wideHeadNorms: true },
  phi2: { fusedAttention: true, ungated: true, sharedNorm: true },
  phi3: { fusedAttention: true, fusedGate: true },
  phimoe: { fusedAttention: true },
  falcon: { fusedAttention: true, ungated: true, sharedNorm: true },
  starcoder2: { ungated: true, attentionBias: true },
  "command-r": { sharedNorm: true },
  cohere2: { sharedNorm: true },
  glm4: { postNorms: true, fusedGate: true },
  gptneox: { fusedAttention: true, ungated: true },
  stablelm: {},
};

const f32 = (name: string, ...shape: number[]): GgufTensor => ({ name, type: "F32", shape });
const f16 = (name: string, ...shape: number[]): GgufTensor => ({ name, type: "F16", shape });

function attentionTensors(facts: ModelFacts, style: LayerStyle, layer: number): GgufTensor[] {
  const width = facts.embeddingLength;
  const queries = (facts.headCounts[layer] ?? 0) * facts.keyLength;
  const keys = (facts.kvHeadCounts[layer] ?? 0) * facts.keyLength;
  const values = (facts.kvHeadCounts[layer] ?? 0) * facts.valueLength;
  const outputs = (facts.headCounts[layer] ?? 0) * facts.valueLength;
  if (keys === 0) return [];
  const at = (part: string): string => `blk.${String(layer)}.${part}`;
  const tensors = [f32(at("attn_norm.weight"), width), f16(at("attn_output.weight"), outputs, width)];
  if (style.fusedAttention) tensors.push(f16(at("attn_qkv.weight"), width, queries + keys + values));
  else {
    tensors.push(f16(at("attn_q.weight"), width, queries));
    tensors.push(f16(at("attn_k.weight"), width, keys), f16(at("attn_v.weight"), width, values));
  }
  if (style.attentionBias) {
    tensors.push(f32(at("attn_q.bias"), queries), f32(at("attn_k.bias"), keys), f32(at("attn_v.bias"), values));
  }
  if (style.headNorms) {
    tensors.push(f32(at("attn_q_norm.weight"), facts.keyLength), f32(at("attn_k_norm.weight"), facts.keyLength));
  }
  if (style.wideHeadNorms) tensors.push(f32(at("attn_q_norm.weight"), queries), f32(at("attn_k_norm.weight"), keys));
  if (style.postNorms)
    tensors.push(f32(at("post_attention_norm.weight"), width), f32(at("post_ffw_norm.weight"), width));
  return tensors;
}

/**
 * Width of one expert. Configurations name it apart from the dense width, and facts carry only the latter, so it follows from
 * the number of parameters: what the rest of the model does not have is the experts'.
 */
function expertWidth(facts: ModelFacts, style: LayerStyle): number | null {
  if (!facts.experts) return null;
  const rest = withoutExperts(facts, style).reduce((sum, tensor) => sum + tensorElements(tensor.shape), 0);
  const matrices = facts.feedForwardLengths.filter((length) => length > 0).length * facts.experts.count * 3;
  const width = Math.round((facts.parameters - rest) / Math.max(1, matrices * facts.embeddingLength));
  return width > 0 ? width : null;
}

function feedForwardTensors(
  facts: ModelFacts,
  style: LayerStyle,
  layer: number,
  expertRows: number | null,
): GgufTensor[] {
  const width = facts.embeddingLength;
  const inner = facts.feedForwardLengths[layer] ?? 0;
  if (inner === 0) return [];
  const at = (part: string): string => `blk.${String(layer)}.${part}`;
  const tensors = style.sharedNorm ? [] : [f32(at("ffn_norm.weight"), width)];
  if (facts.experts) {
    const { count } = facts.experts;
    const rows = expertRows ?? inner;
    tensors.push(f32(at("ffn_gate_inp.weight"), width, count), f16(at("ffn_down_exps.weight"), rows, width, count));
    tensors.push(
      f16(at("ffn_gate_exps.weight"), width, rows, count),
      f16(at("ffn_up_exps.weight"), width, rows, count),
    );
    return tensors;
  }
  tensors.push(f16(at("ffn_down.weight"), inner, width));
  tensors.push(f16(at("ffn_up.weight"), width, style.fusedGate ? 2 * inner : inner));
  if (!style.ungated && !style.fusedGate) tensors.push(f16(at("ffn_gate.weight"), width, inner));
  return tensors;
}

function withoutExperts(facts: ModelFacts, style: LayerStyle): GgufTensor[] {
  const tensors = [f16("token_embd.weight", facts.embeddingLength, facts.vocabularySize)];
  for (let layer = 0; layer < facts.blockCount; layer++) tensors.push(...attentionTensors(facts, style, layer));
  tensors.push(f32("output_norm.weight", facts.embeddingLength));
  if (!facts.tiedEmbeddings) tensors.push(f16("output.weight", facts.embeddingLength, facts.vocabularySize));
  return tensors;
}

/**
 * The tensors of an F16 file of the model, from its hyperparameters: for a split model whose first part, the only one that was read, has
 * none. llama-like where no style is named.
 */
export function deriveTensors(facts: ModelFacts): GgufTensor[] {
  const style = styles[facts.architecture] ?? {};
  const rows = expertWidth(facts, style);
  const layers = Array.from({ length: facts.blockCount }, (_, layer) => feedForwardTensors(facts, style, layer, rows));
  return [...withoutExperts(facts, style), ...layers.flat()];
}
