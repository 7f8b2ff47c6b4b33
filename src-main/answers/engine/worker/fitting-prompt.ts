import { mostSummaryTokens } from "../../../../src-shared/contract/index.ts";
import type { GenerateCommand } from "../protocol.ts";
import type { Prompt } from "./answer.ts";
import type { PromptMaker } from "./prompt-maker.ts";
import { type LeftOutTurns, turnsToLeaveOut } from "./turns-to-leave-out.ts";

export interface FittingPrompt {
  prompt: Prompt;
  leftOutTurns: LeftOutTurns | null;
}

/** Kept free for the answer where something is left out at all; less where the question alone takes more than the rest. */
const answerShares = [1 / 4, 1 / 8, 1 / 32, 0];
/** The same where a summary is written of what is left out, however short the answer is to be: it shall be enough for a while. */
const summarisedShare = 1 / 2;
/** What stays left out while this share of the context is said. */
const stepShare = 0.2;
/** What a form writes around a turn, about; the prompt itself is counted before it is used. */
const tokensAroundTurn = 8;
/** Each takes off what the one before was too long. */
const mostTries = 4;

/**
 * The prompt of a conversation, without what its policy leaves out where it is too long for the context, and of `summarise` with room for a
 * summary. Where the policy does not help the prompt is whole, and too long.
 */
export async function fittingPrompt(
  maker: Pick<PromptMaker, "make" | "countTokens">,
  { messages, sampling, thinking, whenFull, maxTokens }: GenerateCommand,
  contextTokens: number,
): Promise<FittingPrompt> {
  const make = (some: GenerateCommand["messages"]): Promise<Prompt> => maker.make(some, sampling.stops, thinking);
  // A template takes long over more messages than there is room for tokens.
  const isFarTooLong = whenFull !== "stop" && messages.length > contextTokens;
  const whole = isFarTooLong ? null : await make(messages);
  const answerRooms = roomsFor(answerShares, contextTokens, maxTokens);
  if (whole !== null && (whenFull === "stop" || whole.tokens.length <= contextTokens - 2 - (answerRooms[0] ?? 0)))
    return { prompt: whole, leftOutTurns: null };

  const systems = messages.filter(({ role }) => role === "system");
  const said = messages.flatMap(({ role, ...message }) => (role === "system" ? [] : [{ role, ...message }]));
  const turns = said.map(({ role, text }) => ({ role, tokens: maker.countTokens(text) + tokensAroundTurn }));
  const systemTokens = systems.reduce((sum, { text }) => sum + maker.countTokens(text) + tokensAroundTurn, 0);
  const isSummarised = whenFull === "summarise";
  const rooms = isSummarised ? [Math.floor(contextTokens * summarisedShare), ...answerRooms] : answerRooms;
  const otherTokens = 2 + (isSummarised ? mostSummaryTokens(contextTokens) : 0);
  const stepTokens = isSummarised ? 1 : contextTokens * stepShare;
  for (const room of rooms) {
    const mostTokens = contextTokens - otherTokens - room;
    if (whole !== null && !isSummarised && whole.tokens.length <= mostTokens) break;
    let roomTokens = mostTokens - systemTokens;
    for (let tries = 0; tries < mostTries; tries++) {
      const leftOutTurns = turnsToLeaveOut({ turns, roomTokens, stepTokens, policy: whenFull });
      if (leftOutTurns === null) break;
      const { from, count } = leftOutTurns;
      const prompt = await make([...systems, ...said.toSpliced(from, count)]);
      if (prompt.tokens.length <= mostTokens) return { prompt, leftOutTurns };
      roomTokens -= prompt.tokens.length - mostTokens;
    }
  }
  return { prompt: whole ?? (await make(messages)), leftOutTurns: null };
}

/** Tokens kept free, the most first. What is as long as the context leaves no token for the answer. */
const roomsFor = (shares: readonly number[], contextTokens: number, maxTokens: number | null): number[] => [
  ...new Set(shares.map((share) => Math.min(maxTokens ?? Infinity, Math.floor(contextTokens * share)))),
];
