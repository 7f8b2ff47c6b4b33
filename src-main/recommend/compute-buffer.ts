import type { Plan } from "../contract/fit.ts";
import type { ModelFacts } from "../contract/model.ts";
import { paddedContext } from "./kv-cache.ts";

/** Bytes of working memory while a batch runs, by device. */
export interface ComputeNeed {
  cpuBytes: number;
  /** For each device that holds layers, in the order of the split. */
  gpuBytes: number[];
}

const float32Bytes = 4;

/**
 * Working memory of the worst graph: a whole batch whose every token wants logits, which is what node-llama-cpp reserves.
 * The logits dominate: batch x (vocabulary + two rows of the embedding), exact for Llama-8B and Qwen3-30B-A3B on the CPU.
 */
export function computeNeed(
  facts: ModelFacts,
  plan: Pick<Plan, "contextTokens" | "kvType" | "batchTokens" | "flashAttention">,
  gpus: number,
): ComputeNeed {
  const batch = Math.min(plan.batchTokens, paddedContext(plan.contextTokens));
  const logits = float32Bytes * batch * (facts.vocabularySize + 2 * facts.embeddingLength);
  const mask = 2 * batch * paddedContext(plan.contextTokens) * (plan.kvType === "f16" ? 1 : 2);
  if (gpus === 0) return { cpuBytes: logits + mask, gpuBytes: [] };
  const share = Array.from({ length: gpus }, (_, i) =>
    i === gpus - 1 ? logits + mask : mask + 12 * batch * facts.embeddingLength,
  );
  return { cpuBytes: float32Bytes * batch * facts.embeddingLength + 2 * mask, gpuBytes: share };
}
