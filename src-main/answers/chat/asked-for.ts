import type {
  AnswerForm,
  ConversationSettings,
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
export function sessionFor(
  { settings: { contextTokens } }: { settings: Pick<ConversationSettings, "contextTokens"> },
  { id }: Pick<InstalledVariant, "id">,
): ChatWish {
  return { variantId: id, plan: contextTokens === null ? {} : { contextTokens }, force: false };
}

const summaryHead = forModel`The beginning of this conversation is left out here. This is a summary of it, to go on from:`;

/** What a session is asked for an answer, and the messages that its turns are made of. */
export async function askedFor(
  { store, summaries, asking, clock }: AskedForSources,
  { conversation, variant, questionId, form, open = null, summarised = null }: AskedFor,
): Promise<Asked> {
  const { settings } = conversation;
  const policy = settings.whenFull;
  const summary = policy === "summarise" ? summaries.of(conversation.id, questionId, summarised) : null;
  const said = questionId === null ? [] : store.said(questionId);
  if (open !== null) said.push(open);
  const request = await requestOf(asking, {
    ...{ settings: { ...settings, answerForm: form }, variant, at: clock.now() },
    said: said.slice(summary?.messages ?? 0),
    summary: summary?.text ?? null,
    isOpen: open !== null,
  });
  return { request: { ...request, conversationId: conversation.id }, said, summary, policy };
}

export interface RequestParts {
  settings: ConversationSettings;
  variant: Pick<InstalledVariant, "id" | "name">;
  /** The question, with what is above it. */
  said: readonly SaidMessage[];
  /** What stands for the messages above those. */
  summary?: string | null;
  /** The last of them is an answer that is gone on with. */
  isOpen?: boolean;
  /** The time that variables are filled in with, in milliseconds since 1970. */
  at: number;
}

/** What a session is asked. */
export async function requestOf(
  asking: ChatAsking,
  { settings, variant, said, summary = null, isOpen = false, at }: RequestParts,
): Promise<Omit<ChatRequest, "conversationId">> {
  const { systemPrompt, thinking, whenFull: policy, answerForm: form } = settings;
  const sampling = await asking.samplingOf(settings, variant.id);
  const own = fillVariables(systemPrompt, { now: new Date(at), model: withoutFormat(variant.name) });
  const instructions = [
    ...[own, formInstructions(form)],
    ...(summary === null ? [] : [`${summaryHead}\n\n${summary}`]),
  ].filter((text) => text.trim() !== "");
  const messages = turnsOf(instructions.join("\n\n"), said, isOpen);
  // A summary is written before the question is asked; what does not fit then is not left out behind one's back.
  const whenFull = policy === "summarise" ? "stop" : policy;
  return { messages, sampling, thinking, whenFull, form };
}
