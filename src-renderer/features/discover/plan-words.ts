import type { PlanRequest } from "../../../src-main/contract/index.ts";
import { formatCount } from "../../ui/index.ts";

/** What a way out changes, as the label of the button that does it: "Set the context to 4,096 tokens in Q8_0". */
export function planWords(request: PlanRequest, now: { contextTokens: number; kvType: string }): string {
  const { contextTokens, kvType, gpuLayers } = request;
  const shorter = contextTokens !== undefined && contextTokens !== now.contextTokens;
  const otherType = kvType !== undefined && kvType !== now.kvType;
  if (shorter)
    return `Set the context to ${formatCount(contextTokens)} tokens${otherType ? ` in ${kvType.toUpperCase()}` : ""}`;
  if (otherType) return `Set the context memory to ${kvType.toUpperCase()}`;
  return gpuLayers === undefined ? "Do so" : `Put ${gpuLayers} layers on the GPU`;
}
