import type { FullPolicy } from "../../../../src-shared/contract/index.ts";

export interface LongConversation {
  /** Without the system prompt; the last one is the question. */
  turns: readonly { role: "user" | "assistant"; tokens: number }[];
  /** For all turns. */
  roomTokens: number;
  /**
   * Turns are left out so many tokens at a time: the next questions then find the same ones left out, and what was read before need not be
   * read again.
   */
  stepTokens: number;
  policy: FullPolicy;
}

export interface LeftOutTurns {
  /** The first of them. */
  from: number;
  count: number;
}

/**
 * Which turns of a conversation that is too long the model does not see: whole questions with their answers, all in a row, never the last
 * question, and of `drop-middle` neither the first one. It depends on the conversation alone, and while that grows on the same turns stay
 * left out until they no longer suffice. Null where nothing helps, or nothing shall be left out.
 */
export function turnsToLeaveOut({ turns, roomTokens, stepTokens, policy }: LongConversation): LeftOutTurns | null {
  if (policy === "stop") return null;
  const questions = turns.flatMap(({ role }, at) => (role === "user" ? [at] : []));
  const [first = 0, second] = questions;
  const from = policy === "drop-middle" ? second : first;
  const last = questions.at(-1);
  if (from === undefined || last === undefined) return null;
  const total = turns.reduce((sum, { tokens }) => sum + tokens, 0);
  let dropped = 0;
  let step = 0;
  for (let end = from + 1; end <= last; end++) {
    dropped += turns[end - 1]?.tokens ?? 0;
    if (turns[end]?.role !== "user") continue;
    const steps = Math.floor(dropped / Math.max(1, stepTokens));
    const isStep = steps > step || end === last;
    step = Math.max(step, steps);
    if (isStep && total - dropped <= roomTokens) return { from, count: end - from };
  }
  return null;
}
