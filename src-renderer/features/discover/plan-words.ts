import type { KvType, PlanRequest } from "../../../src-shared/contract/index.ts";
import { formatContext, formatCount, kvBits } from "../../../src-shared/figures/index.ts";

/** What a way out changes, as the label of the button that does it: "Set the context to 4,096 tokens in Q8_0". */
export function planWords(request: PlanRequest, now: { contextTokens: number; kvType: string }): string {
  const { contextTokens, kvType, gpuLayers, cpuExpertLayers } = request;
  const shorter = contextTokens !== undefined && contextTokens !== now.contextTokens;
  const otherType = kvType !== undefined && kvType !== now.kvType;
  if (shorter)
    return `Set the context to ${formatCount(contextTokens)} tokens${otherType ? `, kept in ${bitWords(kvType)}` : ""}`;
  if (otherType) return `Keep the context in ${bitWords(kvType)}`;
  if (cpuExpertLayers !== undefined) return `Keep the experts of ${cpuExpertLayers} layers in the computer's memory`;
  return gpuLayers === undefined ? "Do so" : `Put ${gpuLayers} layers on the GPU`;
}

/** "q8_0" as "8 bits". */
const bitWords = (kvType: KvType): string => `${kvBits(kvType)} bits`;

/** The same where there is little room: "Use 4K context". */
export function shortPlanWords(request: PlanRequest, now: { contextTokens: number; kvType: string }): string {
  const { contextTokens, kvType } = request;
  const shorter = contextTokens !== undefined && contextTokens !== now.contextTokens;
  const other = kvType !== undefined && kvType !== now.kvType ? bitWords(kvType) : null;
  if (shorter) return `Use ${formatContext(contextTokens)} context${other === null ? "" : `, in ${other}`}`;
  if (other !== null) return `Keep the context in ${other}`;
  return planWords(request, now);
}
