import { randomInt } from "node:crypto";
import process from "node:process";
import type { LlamaContextSequence, LlamaGrammarEvaluationState, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import { type AppError, appError } from "../../../ground/core/index.ts";
import type { GenerateCommand, WorkerAnswer } from "../protocol.ts";
import type { PartSink } from "../thinking/index.ts";
import { AnswerGrammar } from "./answer-grammar.ts";
import { type AnswerEnds, AnswerText } from "./answer-text.ts";
import { DirectTokens } from "./direct-tokens.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { RecentTokens } from "./recent-tokens.ts";
import { samplerOptions } from "./sampler-options.ts";
import type { Slot } from "./slots.ts";
import type { ThreadGovernor } from "./thread-governor.ts";
import { ThinkingLimit } from "./thinking-limit.ts";
import { tokenBiases } from "./token-biases.ts";
import { EvaluatedTokens, type TokenStream } from "./token-stream.ts";

export interface AnswerHooks {
  stopped: () => boolean;
  /** It shall think no longer. */
  hurried: () => boolean;
  /** The prompt is made and about to be read. */
  onPrompt(promptTokens: number, cachedTokens: number): void;
  /** Of the prompt that are read at one go; as fast as it goes where left out. */
  pieceTokens?: number;
  parts: PartSink;
}

export interface Prompt extends AnswerEnds {
  tokens: Token[];
  /** Whether the model has this mark as one token. */
  isToken: (mark: string) => boolean;
  /** The tokens that end reasoning with this mark; "" in a framed message. */
  endThinking: (close: string) => readonly Token[];
}

/** With the number after these llama.cpp draws at random, so that it could not be repeated. */
const maxSeed = 2 ** 32 - 1;

/** One answer, token by token. A stop is seen after the token that is being worked on. */
export async function answer(
  loaded: LoadedModel,
  { sequence, reader }: Slot,
  prompt: Prompt,
  { sampling, maxTokens, thinking, form }: GenerateCommand,
  hooks: AnswerHooks,
): Promise<Omit<WorkerAnswer, "leftOutTurns">> {
  const { model, slots } = loaded;
  const governor = (): ThreadGovernor | null => (slots.isShared ? null : loaded.governor);
  // The library keeps one cell free, and an answer needs at least one token.
  const roomTokens = sequence.contextSize - 1;
  if (prompt.tokens.length >= roomTokens) throw promptTooLong(prompt.tokens.length, sequence.contextSize);

  const bias = await tokenBiases(model, sampling.tokenBias);
  const grammar = await AnswerGrammar.of(loaded, form, prompt.isToken);
  let heldTo: LlamaGrammarEvaluationState | undefined;
  const begun = performance.now();
  const { rest, cachedTokens } = await reader.reuse(prompt.tokens);
  hooks.onPrompt(prompt.tokens.length, cachedTokens);
  const last = await reader.readAllButLast(rest, hooks.stopped, hooks.pieceTokens);

  const seed = sampling.seed ?? randomInt(maxSeed);
  let tokens = 0;
  let stopReason: WorkerAnswer["stopReason"] = "end";
  let firstAt = performance.now();
  let lastAt = firstAt;
  const text = new AnswerText(model, prompt, hooks.parts);
  if (last === null) {
    stopReason = "stopped";
  } else {
    const recent = new RecentTokens(prompt.tokens, sampling.repeatTokens);
    const limit = new ThinkingLimit({
      budgetTokens: thinking.budgetTokens,
      isOver: hooks.hurried,
      endWith: prompt.endThinking,
    });
    const stream = streamAfter(loaded, sequence, last, {
      ...samplerOptions({ ...sampling, seed }, recent, bias),
      ...(grammar === null ? {} : { grammarEvaluationState: () => heldTo }),
    });
    const next = async (): Promise<Token | null> => {
      heldTo = await grammar?.next(text.place);
      return stream.next();
    };
    try {
      for (let token = await next(); token !== null; token = await next()) {
        if (text.endsWith(token)) break;
        lastAt = performance.now();
        if (tokens === 0) {
          firstAt = lastAt;
          governor()?.afterPiece(last.length);
          loaded.hotPages.begin();
          governor()?.beginAnswer();
        } else {
          governor()?.afterToken();
        }
        tokens++;
        recent.push(token);
        if (!text.take(token)) break;
        const end = limit.after(text.thinkingClose);
        if (hooks.stopped()) stopReason = "stopped";
        else if (maxTokens !== null && tokens >= maxTokens) stopReason = "max-tokens";
        else if (sequence.nextTokenIndex + end.length >= roomTokens) stopReason = "context-full";
        else {
          for (const one of end) {
            recent.push(one);
            text.take(one);
          }
          stream.insert(end);
          continue;
        }
        break;
      }
    } finally {
      await stream.close();
    }
  }
  text.end();
  const memory = loaded.memory();
  return {
    stopReason,
    seed,
    promptTokens: prompt.tokens.length,
    cachedTokens,
    tokens,
    decodeMs: lastAt - firstAt,
    promptMs: firstAt - begun,
    contextUsedTokens: sequence.nextTokenIndex,
    contextTokens: sequence.contextSize,
    threads: loaded.governor?.used() ?? null,
    memory: { ...memory, fileBackedBytes: slots.isShared ? null : loaded.hotPages.end(tokens) },
  };
}

/** With one worker in libuv's pool (see `tuning/environments.ts`) a job begins when the one before it has ended. */
const jobsInOrder = process.env["UV_THREADPOOL_SIZE"] === "1";

/** What the model writes after these tokens. */
function streamAfter(
  { llama, slots }: LoadedModel,
  sequence: LlamaContextSequence,
  read: readonly Token[],
  sampling: SequenceEvaluateOptions,
): TokenStream {
  const most = sequence.context.idealThreads;
  const direct = !slots.isOne
    ? null
    : DirectTokens.of(sequence, read, {
        sampling,
        threads: () => Math.min(most, llama.maxThreads === 0 ? most : llama.maxThreads),
        inOrder: jobsInOrder,
        full: refuseToShift,
      });
  return (
    direct ??
    new EvaluatedTokens(
      sequence.evaluate([...read], {
        ...sampling,
        contextShift: { strategy: refuseToShift },
        // What ends an answer may only end its reasoning.
        yieldEogToken: true,
      }),
    )
  );
}

/** The room is counted before every token, so a shift would mean that something was about to be cut unseen. */
function refuseToShift(): never {
  throw appError("context-full", "full");
}

function promptTooLong(promptTokens: number, contextTokens: number): AppError {
  return appError("context-full", "prompt-too-long", { promptTokens, contextTokens });
}
