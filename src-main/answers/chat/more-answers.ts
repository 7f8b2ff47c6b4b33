import { randomInt } from "node:crypto";
import { samplingRanges } from "../../../src-shared/contract/index.ts";
import type { AnswerTask } from "./answer-runs.ts";
import type { ChatStore } from "./chat-store.ts";
import type { Answerer, MessageNode } from "./types.ts";

export interface MoreAnswers extends Answerer {
  conversationId: string;
  question: MessageNode;
  /** The answer that is written before them. */
  before: MessageNode;
}

/** Further answers to a question, each beside the one before and with a seed of its own; null for no more. */
export function moreAnswers(store: ChatStore, more: MoreAnswers, times: number): AnswerTask["next"] {
  if (times === 0) return null;
  const { conversationId, question, before, variant, form } = more;
  return () => {
    const conversation = store.conversation(conversationId);
    const answer = store.answerAgain(conversationId, question, more, before);
    // One that the settings name would give the same answer again.
    const seed = randomInt(samplingRanges.seed.max);
    const next = moreAnswers(store, { ...more, before: answer }, times - 1);
    return { conversation, answer, variant, form, seed, begun: null, next };
  };
}
