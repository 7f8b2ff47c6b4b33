import { defaultConversationSettings, freeForm } from "../../../src-shared/contract/index.ts";
import { type GenerateCommand, conversationPattern } from "./protocol.ts";
import type { GenerateRequest } from "./types.ts";

/** A question as the engine takes it, with what was left out filled in. */
export function generateCommand(id: number, request: GenerateRequest): GenerateCommand {
  const { messages, sampling, maxTokens, thinking, whenFull, form, conversationId: conversation, aside } = request;
  return {
    ...{ type: "generate", id, messages, sampling },
    maxTokens: maxTokens ?? sampling.maxTokens,
    thinking: thinking ?? defaultConversationSettings.thinking,
    whenFull: whenFull ?? "stop",
    form: form ?? freeForm,
    aside: aside ?? false,
    conversation: conversation !== undefined && conversationPattern.test(conversation) ? conversation : null,
  };
}
