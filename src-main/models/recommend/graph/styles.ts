import type { ModelFacts } from "../../../../src-shared/contract/index.ts";

/** How an architecture's graph differs from llama's where its tensors do not show it: src/models of llama.cpp, by file. */
export interface GraphStyle {
  /** LayerNorm in place of RMS norm. */
  layerNorm: boolean;
  /** Queries and keys are normed over all heads at once. */
  wideHeadNorms: boolean;
  /** Values are normed as well. */
  valueNorm: boolean;
  /** Queries are scaled before attention. */
  scalesQueries: boolean;
  /** Embeddings are scaled once they are read. */
  scalesEmbeddings: boolean;
  /** How the router's results become shares. */
  gating: "softmax" | "sigmoid" | "softmax-of-chosen" | "sigmoid-after-choice";
  /** The router reads what comes into the layer, before its attention. */
  routesFirst: boolean;
  /** The shares of the chosen experts are made to sum up to one. */
  normalizesShares: boolean;
  /** The order in which results are summed where attention and feed-forward read the same norm. */
  parallelSum: "attention-first" | "feed-forward-first" | "residual-first";
  /** Only the rows that are asked for go on: after the last layer's attention, or before the output. */
  rowsBeforeOutput: boolean;
  /** What goes into the output's matrix is scaled first, beside what stays to be read. */
  scalesBeforeOutput: boolean;
  /** What the last layer gives stays for a draft head to read. */
  keepsLastLayer: boolean;
  /** A layer's result is added to the residual stream, not the other way round. */
  residualFirst: boolean;
  /** Layers whose feed-forward part drops all but the strongest activations. */
  keepsStrongest: (layer: number) => boolean;
  /** Queries of layers that are not rotated are multiplied by a factor from each token's position. */
  scalesByPosition: boolean;
  /** Whether a layer's queries and keys are rotated. */
  rotates: (layer: number) => boolean;
}

const layerNorms = new Set(["falcon", "dbrx", "phi2", "starcoder2", "stablelm", "nemotron", "command-r", "cohere2", "gptneox", "gpt2", "olmo", "mpt", "bloom", "starcoder", "codeshell", "orion", "jais", "jais2"]); // prettier-ignore

/** `n_layer_sparsity` of src/models/models.h. */
const gemma3nSparseLayers = 10;

export function styleOf(facts: ModelFacts): GraphStyle {
  const { architecture } = facts;
  const is = (...names: string[]): boolean => names.includes(architecture);
  return {
    layerNorm: layerNorms.has(architecture),
    wideHeadNorms: is("olmo2", "olmoe"),
    valueNorm: is("gemma3n", "gemma4"),
    scalesQueries: is("gemma", "gemma2", "gemma3", "phi2", "phi3", "phimoe"),
    scalesEmbeddings: architecture.startsWith("gemma") || is("granite", "granitemoe", "minicpm", "minicpm3"),
    gating: is("gpt-oss")
      ? "softmax-of-chosen"
      : is("llama4")
        ? "sigmoid-after-choice"
        : is("glm4moe", "deepseek2")
          ? "sigmoid"
          : "softmax",
    routesFirst: is("smallthinker"),
    normalizesShares: !is("qwen2moe", "olmoe", "gpt-oss", "llama4", "deepseek2", "jamba"),
    parallelSum: is("falcon")
      ? "feed-forward-first"
      : is("command-r", "cohere2", "cohere2moe")
        ? "residual-first"
        : "attention-first",
    rowsBeforeOutput: is("gpt-oss", "cohere2moe", "step35", "hy_v3", "gemma3n", "gemma4"),
    scalesBeforeOutput: is("minicpm3"),
    keepsLastLayer: is("gpt-oss"),
    keepsStrongest: (layer) => architecture === "gemma3n" && layer < gemma3nSparseLayers,
    residualFirst: is("phi3", "phimoe"),
    scalesByPosition: is("llama4"),
    rotates: rotationOf(facts),
  };
}

/** Whether a layer's queries and keys are rotated by their positions. */
function rotationOf({
  architecture,
  blockCount,
  slidingPattern,
  slidingWindowTokens,
}: ModelFacts): GraphStyle["rotates"] {
  switch (architecture) {
    case "jamba":
    case "jais":
    case "mpt":
    case "bloom":
    case "refact":
    case "nemotron_h":
    case "nemotron_h_moe":
      return () => false;
    case "baichuan":
      // Only the 7B is, which llama.cpp recognises by its 32 layers.
      return () => blockCount === 32;
    case "cohere2":
    case "exaone4":
    case "exaone-moe":
    case "cohere2moe":
    case "muse-glimmer":
      return (layer) => slidingWindowTokens === null || (slidingPattern?.[layer] ?? false);
    case "smollm3":
    case "afmoe":
      return isNoFourth;
    case "smallthinker":
      return slidingWindowTokens === null ? () => true : (layer) => layer % 4 !== 0;
    case "llama4":
      return slidingWindowTokens === null ? () => true : isNoFourth;
    default:
      return () => true;
  }
}

const isNoFourth = (layer: number): boolean => (layer + 1) % 4 !== 0;
