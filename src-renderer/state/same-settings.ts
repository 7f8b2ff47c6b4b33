import { type ConversationSettings, sameForm, sameSampling } from "../../src-shared/contract/index.ts";

export function sameSettings(a: ConversationSettings, b: ConversationSettings): boolean {
  return (
    a.systemPrompt === b.systemPrompt &&
    a.preset === b.preset &&
    sameSampling(a.sampling, b.sampling) &&
    a.thinking.on === b.thinking.on &&
    a.thinking.effort === b.thinking.effort &&
    a.thinking.budgetTokens === b.thinking.budgetTokens &&
    a.whenFull === b.whenFull &&
    a.contextTokens === b.contextTokens &&
    sameForm(a.answerForm, b.answerForm)
  );
}
