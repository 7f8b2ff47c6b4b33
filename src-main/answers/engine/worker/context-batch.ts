import type { GgufInsights } from "node-llama-cpp";
import type { Plan } from "../../../../src-shared/contract/index.ts";

/**
 * The batch to ask the library for, so that llama.cpp gets the plan's. With a sliding window the library adds one more
 * token, which costs another 256 cells in each sliding layer.
 */
export function contextBatch(
  insights: Pick<GgufInsights, "swaSize">,
  { batchTokens, contextTokens }: Pick<Plan, "batchTokens" | "contextTokens">,
): number {
  const slides = insights.swaSize !== undefined && insights.swaSize > 0;
  return Math.max(1, Math.min(batchTokens, contextTokens) - (slides ? 1 : 0));
}
