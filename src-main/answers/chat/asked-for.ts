import type {
  AnswerForm,
  ConversationSummary,
  FullPolicy,
  InstalledVariant,
} from "../../../src-shared/contract/index.ts";
import { withoutFormat } from "../../../src-shared/figures/index.ts";
import type { Clock } from "../../ground/core/index.ts";
import { forModel } from "../engine/index.ts";
import type { ChatStore } from "./chat-store.ts";
import type { ConversationSummaries } from "./conversation-summaries.ts";
import { fillVariables } from "./fill-variables.ts";
import { formInstructions } from "./form-of-answer.ts";
import { turnsOf } from "./turns.ts";
import type { ChatAsking, ChatRequest, ChatWish, KeptConversation, SaidMessage } from "./types.ts";

export interface AskedForSources {
  store: ChatStore;
  summaries: ConversationSummaries;
  asking: ChatAsking;
  clock: Clock;
}

export interface AskedFor {
  conversation: KeptConversation;
  variant: InstalledVariant;
  /** The question, with all that is above it; null: nothing is. */
  questionId: string | null;
  form: AnswerForm;
  /** An answer that is gone on with. */
  open?: SaidMessage | null;
  /** For how many messages the summary stands, 0 for none; the newest where left out. */
  summarised?: number | null;
}

export interface Asked {
  request: ChatRequest;
  /** All messages of the branch. */
  said: SaidMessage[];
  /** What the first of them are left out for. */
  summary: ConversationSummary | null;
  policy: FullPolicy;
}

/** The session that answers in a conversation. */
export function sessionFor({ settings: { contextTokens } }: KeptConversation, { id }: InstalledVariant): ChatWish {
  return { variantId: id, plan: contextTokens === null ? {} : { contextTokens }, force: false };
}

const summaryHead = forModel`The beginning of this conversation is left out here. This is a summary of it, to go on from:`;

/** What a session is asked for an answer, and the messages that its turns are made of. */
export async function askedFor(
  { store, summaries, asking, clock }: AskedForSources,
  { conversation, variant, questionId, form, open = null, summarised = null }: AskedFor,
): Promise<Asked> {
  const { systemPrompt, thinking, whenFull: policy } = conversation.settings;
  const sampling = await asking.samplingOf(conversation.settings, variant.id);
  const now = new Date(clock.now());
  const own = fillVariables(systemPrompt, { now, model: withoutFormat(variant.name) });
  const summary = policy === "summarise" ? summaries.of(conversation.id, questionId, summarised) : null;
  const instructions = [
    ...[own, formInstructions(form)],
    ...(summary === null ? [] : [`${summaryHead}\n\n${summary.text}`]),
  ].filter((text) => text.trim() !== "");
  const said = questionId === null ? [] : store.said(questionId);
  if (open !== null) said.push(open);
  const messages = turnsOf(instructions.join("\n\n"), said.slice(summary?.messages ?? 0), open !== null);
  // A summary is written before the question is asked; what does not fit then is not left out behind one's back.
  const whenFull = policy === "summarise" ? "stop" : policy;
  const request = { messages, sampling, thinking, whenFull, form, conversationId: conversation.id };
  return { request, said, summary, policy };
}
