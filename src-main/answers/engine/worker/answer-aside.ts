import type { Token } from "node-llama-cpp";
import { appError } from "../../../ground/core/index.ts";
import type { GenerateCommand, WorkerAnswer } from "../protocol.ts";
import { type AnswerHooks, type Prompt, answer } from "./answer.ts";
import { commonLength } from "./common-length.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { PromptMaker } from "./prompt-maker.ts";
import type { Slot } from "./slots.ts";

/** More is not read for what nobody waits for: a slow computer would be at it for minutes. */
const mostUnreadTokens = 1024;
/** Of a piece of the prompt: whoever asks meanwhile waits until it is read. */
const pieceTokens = 32;
/** In the place of what is asked: begins as no request does. */
const anotherQuestion = "\u2026?";

/**
 * An answer that its conversation does not go on with. It is written where that was read, and afterwards the context has as much of it as
 * before, or more. Rejects with `busy` where no context has the conversation any more or has room for more of it, or where too much of it would have to be read anew.
 */
export async function answerAside(
  loaded: LoadedModel,
  maker: Pick<PromptMaker, "make">,
  command: GenerateCommand,
  hooks: AnswerHooks,
): Promise<Omit<WorkerAnswer, "leftOutTurns">> {
  const slot = loaded.slots.takeAgain(command.conversation);
  if (slot === null) throw appError("busy", "answering", {});
  try {
    const { sequence, reader } = slot;
    const { prompt, sharedTokens } = await asidePrompt(maker, command, sequence.contextTokens);
    const cachedTokens = reader.countCached(prompt.tokens);
    const ownTokens = prompt.tokens.length - sharedTokens + (command.maxTokens ?? Infinity);
    if (
      prompt.tokens.length - cachedTokens > mostUnreadTokens ||
      prompt.tokens.length >= sequence.contextSize - 1 ||
      // What erasing has read anew cannot be stopped.
      sequence.getRestoreToPrefixIndexEvaluationSize(Math.max(0, cachedTokens - 1)) > pieceTokens ||
      // A sliding window keeps a batch more than it looks at: as far as that what comes can be taken back.
      (sequence.needsCheckpoints && ownTokens > sequence.context.batchSize)
    )
      throw appError("busy", "answering", {});
    try {
      if (cannotGoBack(loaded)) await readShared(slot, prompt.tokens.slice(0, sharedTokens + 1), hooks);
      // A model that thinks whatever its template says ends that at once.
      const thinking = { ...command.thinking, budgetTokens: 0 };
      return await answer(loaded, slot, prompt, { ...command, thinking }, { ...hooks, pieceTokens });
    } finally {
      const end = sequence.nextTokenIndex;
      if (end > sharedTokens) await sequence.eraseContextTokenRanges([{ start: sharedTokens, end }]);
    }
  } finally {
    loaded.slots.giveBack(slot);
  }
}

/**
 * The prompt without thinking, unless the template says that so far up that what has been read would be lost; then with thinking as in the
 * conversation. `sharedTokens`: how much of it the conversation's next question begins with, whatever that is.
 */
export async function asidePrompt(
  maker: Pick<PromptMaker, "make">,
  { messages, thinking }: Pick<GenerateCommand, "messages" | "thinking">,
  had: readonly Token[],
): Promise<{ prompt: Prompt; sharedTokens: number }> {
  const next = await maker.make([...messages.slice(0, -1), { role: "user", text: anotherQuestion }], [], thinking);
  const keptTokens = commonLength(had, next.tokens);
  const without = await maker.make(messages, [], { on: false, effort: null, budgetTokens: null });
  const sharedTokens = commonLength(next.tokens, without.tokens);
  if (sharedTokens >= keptTokens) return { prompt: without, sharedTokens };
  const prompt = await maker.make(messages, [], thinking);
  return { prompt, sharedTokens: commonLength(next.tokens, prompt.tokens) };
}

/** A recurrent state has no end that could be cut off. */
const cannotGoBack = ({ model }: LoadedModel): boolean => model.fileInsights.isRecurrent || model.fileInsights.isHybrid;

/** Reads these but the last, and notes the state after them, to come back to. */
async function readShared({ sequence, reader }: Slot, tokens: readonly Token[], hooks: AnswerHooks): Promise<void> {
  const { rest } = await reader.reuse(tokens);
  const left = await reader.readAllButLast(rest.slice(0, -1), hooks.stopped, pieceTokens);
  if (left === null) return;
  if (left.length > 0) await sequence.evaluateWithoutGeneratingNewTokens(left);
  await sequence.takeCheckpoint();
}
