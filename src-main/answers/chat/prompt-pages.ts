import {
  type InstalledVariant,
  type PromptPage,
  type PromptRequest,
  promptPageTokens,
} from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import { type AskedForSources, askedFor, sessionFor } from "./asked-for.ts";
import { leftOutOf } from "./summarise-oldest.ts";
import type { ChatModels } from "./types.ts";

export interface PromptPagesOptions extends AskedForSources {
  models: Pick<ChatModels, "loaded">;
}

/**
 * What a model is sent for an answer, as its branch and settings are now: made by the session that would answer. Throws `not-found`,
 * `invalid-input` for a question and for what answers none, and `no-model-loaded` where the variant is not in memory as the conversation wants it.
 */
export async function promptPage(
  { models, ...sources }: PromptPagesOptions,
  { conversationId, messageId, from }: PromptRequest,
  variant: InstalledVariant,
): Promise<PromptPage> {
  const { store } = sources;
  const conversation = store.conversation(conversationId);
  const answer = store.message(conversationId, messageId);
  const { parentId: questionId } = answer;
  if (answer.role !== "assistant" || questionId === null) throw appError("invalid-input", "nothing-to-answer-again");
  const session = models.loaded(sessionFor(conversation, variant));
  if (session === null) throw appError("no-model-loaded", "none-loaded");
  const leftOut = store.stats(answer)?.leftOut ?? null;
  // One that was written before there was a summary was written without it.
  const summarised = answer.state === "streaming" ? null : leftOut?.summarised === true ? leftOut.messages : 0;
  const about = { conversation, variant, questionId, form: store.form(answer), summarised };
  const asked = await askedFor(sources, about);
  const { leftOutTurns, ...page } = await session.inspect(asked.request, { from, count: promptPageTokens });
  return { ...page, from, leftOut: leftOutOf(asked, leftOutTurns) };
}
