import type { ConversationSettings } from "../../src-shared/contract/index.ts";

/**
 * What a new conversation starts with. The window shares no code with main, so this is the twin of the contract's
 * defaults; test/component/chat/state.test.ts holds the two together.
 */
export const defaultConversationSettings: ConversationSettings = {
  systemPrompt: "",
  sampling: { temperature: 0.7, topP: 0.95, topK: 40, seed: null, maxTokens: null },
  contextTokens: null,
};

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
