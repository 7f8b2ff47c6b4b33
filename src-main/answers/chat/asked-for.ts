import type { AnswerForm, InstalledVariant } from "../../../src-shared/contract/index.ts";
import { withoutFormat } from "../../../src-shared/figures/index.ts";
import type { Clock } from "../../ground/core/index.ts";
import type { ChatStore } from "./chat-store.ts";
import { fillVariables } from "./fill-variables.ts";
import { formInstructions } from "./form-of-answer.ts";
import { turnsOf } from "./turns.ts";
import type { ChatAsking, ChatRequest, ChatWish, KeptConversation, SaidMessage } from "./types.ts";

export interface AskedForSources {
  store: ChatStore;
  asking: ChatAsking;
  clock: Clock;
}

export interface AskedFor {
  conversation: KeptConversation;
  variant: InstalledVariant;
  /** The question, with all that is above it; null: nothing is. */
  questionId: string | null;
  form: AnswerForm;
}

/** The session that answers in a conversation. */
export function sessionFor({ settings: { contextTokens } }: KeptConversation, { id }: InstalledVariant): ChatWish {
  return { variantId: id, plan: contextTokens === null ? {} : { contextTokens }, force: false };
}

/** What a session is asked for an answer, and the messages that its turns are made of. */
export async function askedFor(
  { store, asking, clock }: AskedForSources,
  { conversation, variant, questionId, form }: AskedFor,
): Promise<{ request: ChatRequest; said: SaidMessage[] }> {
  const { systemPrompt, thinking, whenFull } = conversation.settings;
  const sampling = await asking.samplingOf(conversation.settings, variant.id);
  const now = new Date(clock.now());
  const own = fillVariables(systemPrompt, { now, model: withoutFormat(variant.name) });
  const instructions = [own, formInstructions(form)].filter((text) => text.trim() !== "").join("\n\n");
  const said = questionId === null ? [] : store.said(questionId);
  const messages = turnsOf(instructions, said);
  return { request: { messages, sampling, thinking, whenFull, form, conversationId: conversation.id }, said };
}
