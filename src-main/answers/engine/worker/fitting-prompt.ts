import type { GenerateCommand } from "../protocol.ts";
import type { Prompt } from "./answer.ts";
import type { PromptMaker } from "./prompt-maker.ts";
import { type LeftOutTurns, turnsToLeaveOut } from "./turns-to-leave-out.ts";

export interface FittingPrompt {
  prompt: Prompt;
  leftOutTurns: LeftOutTurns | null;
}

/** Kept free for the answer where something is left out at all. */
const answerShare = 0.25;
/** What stays left out while this share of the context is said. */
const stepShare = 0.2;
/** What a form writes around a turn, about; the prompt itself is counted before it is used. */
const tokensAroundTurn = 8;
/** Each takes off what the one before was too long. */
const mostTries = 4;

/**
 * The prompt of a conversation, without what its policy leaves out where it is too long for the context. Where the policy does not help
 * the prompt is whole, and too long.
 */
export async function fittingPrompt(
  maker: Pick<PromptMaker, "make" | "countTokens">,
  { messages, sampling, thinking, whenFull, maxTokens }: GenerateCommand,
  contextTokens: number,
): Promise<FittingPrompt> {
  const make = (some: GenerateCommand["messages"]): Promise<Prompt> => maker.make(some, sampling.stops, thinking);
  const whole = await make(messages);
  const answerTokens = Math.min(maxTokens ?? Infinity, Math.floor(contextTokens * answerShare));
  const mostTokens = contextTokens - 1 - answerTokens;
  if (whenFull === "stop" || whole.tokens.length <= mostTokens) return { prompt: whole, leftOutTurns: null };

  const systems = messages.filter(({ role }) => role === "system");
  const said = messages.flatMap(({ role, ...message }) => (role === "system" ? [] : [{ role, ...message }]));
  const turns = said.map(({ role, text }) => ({ role, tokens: maker.countTokens(text) + tokensAroundTurn }));
  const systemTokens = systems.reduce((sum, { text }) => sum + maker.countTokens(text) + tokensAroundTurn, 0);
  let roomTokens = mostTokens - systemTokens;
  for (let tries = 0; tries < mostTries; tries++) {
    const stepTokens = contextTokens * stepShare;
    const leftOutTurns = turnsToLeaveOut({ turns, roomTokens, stepTokens, policy: whenFull });
    if (leftOutTurns === null) break;
    const { from, count } = leftOutTurns;
    const prompt = await make([...systems, ...said.toSpliced(from, count)]);
    if (prompt.tokens.length <= mostTokens) return { prompt, leftOutTurns };
    roomTokens -= prompt.tokens.length - mostTokens;
  }
  return { prompt: whole, leftOutTurns: null };
}
