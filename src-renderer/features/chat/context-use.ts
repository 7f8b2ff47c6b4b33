import { type Message, messageText } from "../../../src-shared/contract/index.ts";

/** Of text in most languages that models are asked in; only for what is not yet counted. */
const usualCharactersPerToken = 4;

export interface ContextUse {
  usedTokens: number;
  totalTokens: number;
  /** Some of it was never read by a model: an answer that is being written, one by a person's hand, what was imported. */
  isEstimate: boolean;
}

interface Known {
  /** The shown branch. */
  messages: readonly Pick<Message, "stats" | "parts" | "state">[];
  /** Characters of the answer that is being written; null when none is. */
  writing: number | null;
  /** Of the loaded model where it is the one that answers here; null when it is not loaded. */
  loaded: { contextTokens: number; usedTokens: number | null } | null;
}

/** How full the context is; null before anything is known of it. */
export function contextUse({ messages, writing, loaded }: Known): ContextUse | null {
  const counted = messages.findLastIndex(({ stats }) => stats !== null);
  const last = messages[counted]?.stats ?? null;
  const totalTokens = loaded?.contextTokens ?? last?.contextTokens ?? null;
  if (totalTokens === null) return null;
  const before = last?.contextUsedTokens ?? 0;
  if (writing === null) {
    const characters = messages.slice(counted + 1).reduce((sum, message) => sum + messageText(message).length, 0);
    const usedTokens = Math.min(totalTokens, before + tokensOf(characters));
    return { usedTokens, totalTokens, isEstimate: characters > 0 };
  }
  // What was read for this answer is the conversation so far; before it is read, what the answer before left is the best that is known.
  const read = Math.max(loaded?.usedTokens ?? 0, before);
  return { usedTokens: Math.min(totalTokens, read + tokensOf(writing)), totalTokens, isEstimate: true };
}

const tokensOf = (characters: number): number => Math.ceil(characters / usualCharactersPerToken);
