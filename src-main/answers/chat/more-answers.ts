import { randomInt } from "node:crypto";
import { samplingRanges } from "../../../src-shared/contract/index.ts";
import type { AnswerTask } from "./answer-runs.ts";
import type { ChatStore } from "./chat-store.ts";
import type { MessageNode } from "./types.ts";

export interface MoreAnswers extends Pick<AnswerTask, "variant" | "form"> {
  conversationId: string;
  question: MessageNode;
  /** Who writes them, in words. */
  variantName: string;
}

/** Further answers to a question, each beside the one before and with a seed of its own; null for no more. */
export function moreAnswers(store: ChatStore, more: MoreAnswers, times: number): AnswerTask["next"] {
  if (times === 0) return null;
  const { conversationId, question, variantName, variant, form } = more;
  return () => {
    const conversation = store.conversation(conversationId);
    const answer = store.answerAgain(conversationId, question, variantName);
    if (form.kind !== "free") store.beginForm(answer, form);
    // One that the settings name would give the same answer again.
    const seed = randomInt(samplingRanges.seed.max);
    return { conversation, answer, variant, form, seed, begun: null, next: moreAnswers(store, more, times - 1) };
  };
}
