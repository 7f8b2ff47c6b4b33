import type { ConversationSettings } from "../../src-shared/contract/index.ts";

export function sameSettings(a: ConversationSettings, b: ConversationSettings): boolean {
  return (
    a.systemPrompt === b.systemPrompt &&
    a.contextTokens === b.contextTokens &&
    a.sampling.temperature === b.sampling.temperature &&
    a.sampling.topP === b.sampling.topP &&
    a.sampling.topK === b.sampling.topK &&
    a.sampling.seed === b.sampling.seed &&
    a.sampling.maxTokens === b.sampling.maxTokens
  );
}
