import type { PlanRequest } from "../../../src-main/contract/index.ts";
import { formatContext, formatCount } from "../../ui/index.ts";

/** What a way out changes, as the label of the button that does it: "Set the context to 4,096 tokens in Q8_0". */
export function planWords(request: PlanRequest, now: { contextTokens: number; kvType: string }): string {
  const { contextTokens, kvType, gpuLayers, cpuExpertLayers } = request;
  const shorter = contextTokens !== undefined && contextTokens !== now.contextTokens;
  const otherType = kvType !== undefined && kvType !== now.kvType;
  if (shorter)
    return `Set the context to ${formatCount(contextTokens)} tokens${otherType ? ` in ${kvType.toUpperCase()}` : ""}`;
  if (otherType) return `Set the context memory to ${kvType.toUpperCase()}`;
  if (cpuExpertLayers !== undefined) return `Keep the experts of ${cpuExpertLayers} layers in the computer's memory`;
  return gpuLayers === undefined ? "Do so" : `Put ${gpuLayers} layers on the GPU`;
}

/** The same where there is little room: "Use 4K context". */
export function shortPlanWords(request: PlanRequest, now: { contextTokens: number; kvType: string }): string {
  const { contextTokens, kvType } = request;
  const shorter = contextTokens !== undefined && contextTokens !== now.contextTokens;
  const other = kvType !== undefined && kvType !== now.kvType ? kvType.toUpperCase() : null;
  if (shorter) return `Use ${formatContext(contextTokens)} context${other === null ? "" : ` in ${other}`}`;
  if (other !== null) return `Use ${other} context memory`;
  return planWords(request, now);
}
