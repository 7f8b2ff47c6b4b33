import type { PlanRequest } from "../../../src-shared/contract/index.ts";
import { kvBits } from "../../../src-shared/figures/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

interface Plan {
  contextTokens: number;
  kvType: string;
}

/** What a way out changes, as the label of the button that does it: "Set the context to 4,096 tokens, kept in 8 bits". */
export function planWords(words: WindowWords, request: PlanRequest, now: Plan): string {
  const { change } = words.discover.ladder;
  const { gpuLayers, cpuExpertLayers } = request;
  const { tokens, bits } = changedCache(request, now);
  if (tokens !== null) return change.context(tokens, bits);
  if (bits !== null) return change.bits(bits);
  if (cpuExpertLayers !== undefined) return change.experts(cpuExpertLayers);
  return gpuLayers === undefined ? change.other : change.layers(gpuLayers);
}

/** The same where there is little room: "Use 4K context". */
export function shortPlanWords(words: WindowWords, request: PlanRequest, now: Plan): string {
  const { tokens, bits } = changedCache(request, now);
  return tokens === null ? planWords(words, request, now) : words.discover.ladder.change.contextShort(tokens, bits);
}

/** Null what stays. */
function changedCache(
  { contextTokens, kvType }: PlanRequest,
  now: Plan,
): { tokens: number | null; bits: number | null } {
  return {
    tokens: contextTokens === undefined || contextTokens === now.contextTokens ? null : contextTokens,
    bits: kvType === undefined || kvType === now.kvType ? null : kvBits(kvType),
  };
}
