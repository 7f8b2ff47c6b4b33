import { randomInt } from "node:crypto";
import type { Token } from "node-llama-cpp";
import { type AppError, appError } from "../../../ground/core/index.ts";
import type { GenerateCommand, WorkerAnswer } from "../protocol.ts";
import type { PartSink } from "../thinking/index.ts";
import { type AnswerEnds, AnswerText } from "./answer-text.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { Slot } from "./slots.ts";
import type { ThreadGovernor } from "./thread-governor.ts";

export interface AnswerHooks {
  stopped: () => boolean;
  /** The prompt is made and about to be read. */
  onPrompt(promptTokens: number, cachedTokens: number): void;
  parts: PartSink;
}

export interface Prompt extends AnswerEnds {
  tokens: Token[];
}

const maxSeed = 2 ** 32;

/** One answer, token by token. A stop is seen after the token that is being worked on. */
export async function answer(
  loaded: LoadedModel,
  { sequence, reader }: Slot,
  prompt: Prompt,
  { sampling, maxTokens }: GenerateCommand,
  hooks: AnswerHooks,
): Promise<WorkerAnswer> {
  const { model, slots } = loaded;
  const governor = (): ThreadGovernor | null => (slots.isShared ? null : loaded.governor);
  // The library keeps one cell free, and an answer needs at least one token.
  const roomTokens = sequence.contextSize - 1;
  if (prompt.tokens.length >= roomTokens) throw promptTooLong(prompt.tokens.length, sequence.contextSize);

  const begun = performance.now();
  const { rest, cachedTokens } = await reader.reuse(prompt.tokens);
  hooks.onPrompt(prompt.tokens.length, cachedTokens);
  const last = await reader.readAllButLast(rest, hooks.stopped);

  let tokens = 0;
  let stopReason: WorkerAnswer["stopReason"] = "end";
  let firstAt = performance.now();
  let lastAt = firstAt;
  const text = new AnswerText(model, prompt, hooks.parts);
  if (last === null) {
    stopReason = "stopped";
  } else {
    const stream = sequence.evaluate(last, {
      temperature: sampling.temperature,
      topK: sampling.topK,
      topP: sampling.topP,
      seed: sampling.seed ?? randomInt(maxSeed),
      contextShift: { strategy: refuseToShift },
      // What ends an answer may only end its reasoning.
      yieldEogToken: true,
    });
    for await (const token of stream) {
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
      if (!text.take(token)) break;
      if (hooks.stopped()) stopReason = "stopped";
      else if (maxTokens !== null && tokens >= maxTokens) stopReason = "max-tokens";
      else if (sequence.nextTokenIndex >= roomTokens) stopReason = "context-full";
      else continue;
      break;
    }
  }
  text.end();
  const memory = loaded.memory();
  return {
    stopReason,
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

/** The room is counted before every token, so a shift would mean that something was about to be cut unseen. */
function refuseToShift(): never {
  throw appError("context-full", "full");
}

function promptTooLong(promptTokens: number, contextTokens: number): AppError {
  return appError("context-full", "prompt-too-long", { promptTokens, contextTokens });
}
